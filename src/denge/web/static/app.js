/* The little that htmx leaves over: values beside sliders, one request at a time, one press a form. */
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var field = event.target;
    if (field.type !== "range") return;
    var shown = document.querySelector('output[for="' + field.id + '"]');
    if (shown) shown.textContent = field.value + (shown.dataset.unit || "");
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset.busy) return;
    var button = form.querySelector("button[type=submit]");
    if (!button) return;
    setTimeout(function () { button.textContent = form.dataset.busy; button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-busy] button[disabled]").forEach(function (b) { b.disabled = false; });
  });
  var sentence = document.getElementById("sentence");
  if (sentence && !location.hash) sentence.scrollIntoView({ block: "center" });
})();
