(function () {
  "use strict";
  var form = document.getElementById("note");
  var handed = true;
  function at(id) { return document.getElementById(id); }
  function ticked() { return Array.prototype.slice.call(form.querySelectorAll("input[name=criterion]:checked")); }

  // a day as the calendar here has it, whatever the time is in Greenwich
  function today() {
    var now = new Date();
    return now.getFullYear() + "-" + ("0" + (now.getMonth() + 1)).slice(-2) + "-" + ("0" + now.getDate()).slice(-2);
  }

  // words on one line, as `log` has them: every blank, line end and control sign is one blank
  function words(text) { return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim(); }

  function paragraphs(text) {
    var lines = text.split(/\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/).map(words);
    return lines.join("\n").replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "");
  }

  // the facts, then a colon, and the words: what stands behind the colon is never taken for a day or a length
  function made() {
    var said = [at("client").value, words(at("minutes").value) + "m", at("date").value, at("start").value];
    form.querySelectorAll("select[data-says]").forEach(function (choice) { said.push(choice.value); });
    ticked().forEach(function (tick) { said.push("#" + tick.value); });
    var line = said.filter(Boolean).join(" ");
    var about = words(at("about").value);
    if (about) { line += ": " + (/^["\u201c]/.test(about) ? ": " : "") + about; }
    var more = paragraphs(at("reflection").value);
    if (more) { line += "\n" + more.replace(/^(?=.)/gm, "  "); }
    return line + "\n";
  }

  function wrong() {
    var found = [];
    var minutes = words(at("minutes").value);
    if (!at("client").value) { found.push(["client", "Choose the client's code."]); }
    if (!at("date").value) { found.push(["date", "Say the day on which you met."]); }
    if (at("date").value > today()) { found.push(["date", "This day is still to come. Give the day on which you met."]); }
    if (!/^[0-9]{1,4}$/.test(minutes) || Number(minutes) < 1 || Number(minutes) > Number(at("minutes").dataset.most)) {
      found.push(["minutes", "Say how many minutes it was, as a number, such as 60."]);
    }
    return found;
  }

  function show() {
    var can = !wrong().length;
    at("made").value = can ? made() : "";
    at("made").rows = Math.min(12, Math.max(3, at("made").value.split("\n").length + 1));
    var count = ticked().length;
    if (at("ticked")) { at("ticked").textContent = count ? "(" + count + ")" : ""; }
  }

  // says what is not right yet, at the top and at each field; answers whether nothing is
  function marked() {
    var found = wrong();
    form.querySelectorAll("[aria-invalid]").forEach(function (field) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    });
    var list = at("wrong").querySelector("ul");
    list.textContent = "";
    found.forEach(function (fault, number) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = "#" + fault[0];
      link.id = "wrong-" + number;
      link.textContent = fault[1];
      link.addEventListener("click", function (event) { event.preventDefault(); at(fault[0]).focus(); });
      item.appendChild(link);
      list.appendChild(item);
      at(fault[0]).setAttribute("aria-invalid", "true");
      at(fault[0]).setAttribute("aria-describedby", link.id);
    });
    at("wrong").hidden = !found.length;
    show();
    return !found.length;
  }

  function ready() {
    if (marked()) { return true; }
    at("wrong").focus();
    return false;
  }

  function tell(text) {
    handed = true;
    at("told").textContent = text;
  }

  function name() {
    var now = new Date();
    return "session-" + at("date").value + "-" + at("client").value.toLowerCase() + "-" + now.getTime().toString(36) + ".txt";
  }

  function file() { return new File([made()], name(), { type: "text/plain" }); }

  at("save").addEventListener("click", function () {
    if (!ready()) { return; }
    var link = document.createElement("a");
    var address = URL.createObjectURL(file());
    link.href = address;
    link.download = name();
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
    tell("Saved where your browser puts files. Move it into inbox.");
  });

  at("copy").addEventListener("click", function () {
    if (!ready()) { return; }
    function byHand() {
      at("made").focus();
      at("made").select();
      if (document.execCommand("copy")) { tell("Copied."); } else { at("told").textContent = "It is marked: copy it with your keyboard or the menu."; }
    }
    if (!navigator.clipboard) { byHand(); return; }
    navigator.clipboard.writeText(made()).then(function () { tell("Copied."); }, byHand);
  });

  at("share").addEventListener("click", function () {
    if (!ready()) { return; }
    var whole = { files: [file()] };
    var given = navigator.canShare && navigator.canShare(whole) ? whole : { text: made() };
    navigator.share(given).then(function () { tell("Handed over."); }, function () {
      at("told").textContent = "It was not shared. Nothing is lost: try again, save it as a file, or copy it.";
    });
  });

  at("next").addEventListener("click", function () {
    if (!handed && !window.confirm("This session was not handed over yet. Clear it all the same?")) { return; }
    form.reset();
    begin();
    at("told").textContent = "";
    at("wrong").hidden = true;
    at("client").focus();
  });

  form.querySelectorAll("button[data-minutes]").forEach(function (button) {
    button.addEventListener("click", function () {
      at("minutes").value = button.dataset.minutes;
      at("minutes").dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  ["input", "change"].forEach(function (sort) {
    form.addEventListener(sort, function () {
      handed = false;
      at("told").textContent = "";
      if (at("wrong").hidden) { show(); } else { marked(); }
    });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  window.addEventListener("beforeunload", function (event) { if (!handed) { event.preventDefault(); } });

  function begin() {
    at("date").value = today();
    handed = true;
    show();
  }

  at("share").hidden = !navigator.share;
  at("by-hand").open = false;
  form.hidden = false;
  form.reset();
  begin();
})();
