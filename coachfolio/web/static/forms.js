// Live check and keeping of what is typed. Without it every form works as it stands: this only asks sooner.
"use strict";
(() => {
  const PAUSE = 60, WHOLE = 400, LONGEST = 1000;

  function watch(form, other) {
    let waiting = 0, later = 0, last = 0, running = null, again = "", typed = false;
    const kept = form.querySelector(".kept");

    function body() {
      const data = new FormData(form), pairs = new URLSearchParams();
      for (const [name, value] of data) if (typeof value === "string") pairs.append(name, value);
      if (form.elements._text) pairs.append("_do", "text");
      return pairs;
    }

    async function ask(whole) {
      if (running) { again = again || whole ? whole || again : "part"; return; }
      last = Date.now();
      running = new AbortController();
      try {
        const answer = await fetch(whole === "whole" ? "/look?whole" : "/look", {method: "POST", body: body(), signal: running.signal});
        if (!answer.ok) throw new Error(answer.status);
        tell(await answer.json());
      } catch (error) {
        kept.textContent = "Not kept: the program does not answer. Copy what you typed, and look at the window it was started from.";
        kept.classList.add("not");
      } finally {
        running = null;
        if (again) { const next = again; again = ""; ask(next); }
      }
    }

    function tell(answer) {
      kept.classList.toggle("not", !answer.kept);
      kept.textContent = answer.kept ? "What you typed is kept." : "Not kept. " + answer.said;
      for (const place of form.querySelectorAll(".found")) {
        const found = (answer.found || {})[place.id.slice(2, -6)] || [];
        const shown = JSON.stringify(found);
        if (place.dataset.shown === shown) continue;
        place.dataset.shown = shown;
        place.replaceChildren(...found.map((each) => {
          const line = document.createElement("p");
          line.className = each.how;
          line.textContent = each.says + (each.hint ? " " + each.hint : "");
          return line;
        }));
      }
      const beside = other && other.elements._text;
      if (beside && answer.text !== undefined) beside.value = answer.text;
    }

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      if (!typed) {
        typed = true;
        if (other) for (const control of other.elements) control.disabled = true;
        if (other) other.classList.add("idle");
      }
      clearTimeout(waiting); clearTimeout(later);
      waiting = setTimeout(() => ask("part"), Date.now() - last > LONGEST ? 0 : PAUSE);
      later = setTimeout(() => ask("whole"), WHOLE);
    });
    window.addEventListener("pagehide", () => { if (typed && !sent) navigator.sendBeacon("/look", body()); });
    let sent = false;
    form.addEventListener("submit", () => { sent = true; clearTimeout(waiting); clearTimeout(later); if (running) running.abort(); again = ""; });
  }

  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

  const form = document.getElementById("form"), text = document.getElementById("text-form");
  if (form) watch(form, text);
  if (text) watch(text, form);

  const drop = document.getElementById("drop");
  if (drop) {
    const files = drop.querySelector("input");
    document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    document.addEventListener("dragleave", () => drop.classList.remove("over"));
    document.addEventListener("drop", (event) => {
      event.preventDefault(); drop.classList.remove("over");
      if (event.dataTransfer.files.length) files.files = event.dataTransfer.files;
    });
  }
})();
