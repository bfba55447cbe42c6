// Warns before leaving a form whose changes are not saved. Autosave marks the form clean again.

export function start(form) {
  form.addEventListener("input", () => (form.dataset.dirty = "yes"));
  form.addEventListener("submit", () => delete form.dataset.dirty);
  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.dirty) event.preventDefault();
  });
}
