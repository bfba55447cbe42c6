// Sends a form once, however often its button is pressed. The button stays focusable; after a while, or when one comes
// back by "back", it can be pressed again.

const PAUSE = 5000;

export function start(form) {
  let sent = false;

  function free() {
    sent = false;
    form.querySelectorAll("[aria-disabled='true']").forEach((button) => button.removeAttribute("aria-disabled"));
  }

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(free, PAUSE);
  });
  window.addEventListener("pageshow", free);
}
