(function () {
  "use strict";
  var form = document.getElementById("filters");
  if (!form) { return; }
  var pieces = Array.prototype.slice.call(document.querySelectorAll("article.piece"));
  var texts = new Map();
  var told = document.getElementById("shown");
  var fields = { unit: "units", client: "clients", kind: "kind", state: "states", criterion: "criteria" };
  var waiting = 0;

  function textOf(piece) {
    if (!texts.has(piece)) { texts.set(piece, piece.textContent.toLowerCase()); }
    return texts.get(piece);
  }

  function apply() {
    var words = document.getElementById("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    var wanted = Object.keys(fields).map(function (name) {
      return [fields[name], document.getElementById("by-" + name).value];
    }).filter(function (pair) { return pair[1]; });
    var shown = 0;
    pieces.forEach(function (piece) {
      var fits = wanted.every(function (pair) {
        return piece.dataset[pair[0]].split(" ").indexOf(pair[1]) >= 0;
      }) && words.every(function (word) { return textOf(piece).indexOf(word) >= 0; });
      piece.hidden = !fits;
      if (fits) { shown += 1; }
    });
    told.textContent = shown === pieces.length ? "All " + shown + " pieces are shown."
      : shown + " of " + pieces.length + " pieces are shown.";
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  }

  function goTo() {
    var name = decodeURIComponent(location.hash.slice(1));
    var target = name && document.getElementById(name);
    if (!target) { return; }
    if (target.hidden) { form.reset(); apply(); }
    var own = target.querySelector(":scope > details");
    if (own) { own.open = true; }
    for (var up = target.parentElement; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") { up.open = true; }
    }
    target.scrollIntoView();
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
  form.addEventListener("input", soon);
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { setTimeout(apply, 0); });
  document.getElementById("open-all").addEventListener("click", function (event) {
    var open = event.target.textContent === "Open all";
    pieces.forEach(function (piece) { piece.querySelector("details").open = open; });
    event.target.textContent = open ? "Close all" : "Open all";
  });
  var kept = [];
  window.addEventListener("beforeprint", function () {
    kept = Array.prototype.filter.call(document.querySelectorAll("details"), function (part) { return !part.open; });
    kept.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    kept.forEach(function (part) { part.open = false; });
    kept = [];
  });
  window.addEventListener("hashchange", goTo);
  apply();
  goTo();
}());
