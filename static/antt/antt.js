// The portal's few lines of script. Every page works without them.
(function () {
  "use strict";

  // After a refused form the reader starts at the list of what to correct.
  function focusErrors() {
    var summary = document.getElementById("error-summary");
    if (summary) { summary.focus(); }
  }

  // A form is sent once: the button says so and a second click does nothing.
  function guard(event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented || "download" in form.dataset) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter;
    if (button && button.classList.contains("govuk-button")) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy || "Đang lưu…";
      button.setAttribute("aria-disabled", "true");
    }
  }

  // A page that the browser brings back from its memory may be sent again.
  function release(event) {
    if (!event.persisted) { return; }
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
    document.querySelectorAll("button[data-label]").forEach(function (button) {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("DOMContentLoaded", focusErrors);
  document.addEventListener("submit", guard);
  window.addEventListener("pageshow", release);
})();
