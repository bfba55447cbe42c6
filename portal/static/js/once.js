// Sends a form once, however often its button is pressed. The button stays focusable; coming back by "back" frees it.

export function start(form) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (now - sent < 5000) {
      event.preventDefault();
      return;
    }
    sent = now;
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    sent = 0;
    form.querySelectorAll("[aria-disabled='true']").forEach((button) => button.removeAttribute("aria-disabled"));
  });
}
