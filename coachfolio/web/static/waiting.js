(function () {
  "use strict";
  // what takes a while says so, and is not sent twice; without scripts the browser itself shows that it waits
  document.querySelectorAll("form[data-waits]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.hasAttribute("aria-busy")) { event.preventDefault(); return; }
      form.setAttribute("aria-busy", "true");
      var told = document.createElement("p");
      told.className = "waits";
      told.setAttribute("role", "status");
      form.appendChild(told);
      told.textContent = form.dataset.waits;
    });
  });
  // back in the history a page is as it was left: it must not stay busy
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) {
      form.removeAttribute("aria-busy");
      form.querySelectorAll(".waits").forEach(function (told) { told.remove(); });
    });
  });
}());
