(function () {
  "use strict";
  // words are looked for here and never sent: they may be a name
  var field = document.getElementById("words"), list = document.getElementById("pieces"), shown = document.getElementById("shown");
  if (!field || !list) { return; }
  field.parentElement.hidden = false;
  var items = Array.prototype.slice.call(list.children);
  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), number = 0;
    items.forEach(function (item) {
      var text = item.textContent.toLowerCase();
      item.hidden = !words.every(function (word) { return text.indexOf(word) !== -1; });
      number += item.hidden ? 0 : 1;
    });
    shown.textContent = number + " of " + items.length + " pieces";
  });
}());
