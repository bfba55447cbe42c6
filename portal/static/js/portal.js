// Loads only what the page asks for. Everything works without it.

const modules = {
  "form[data-autosave]": () => import("./autosave.js"),
  "[data-count-for]": () => import("./wordcount.js"),
  "[data-progress-url]:not([data-progress-url=''])": () => import("./progress.js"),
  "form[data-guard]": () => import("./guard.js"),
  "form[method='post']": () => import("./once.js"),
};

for (const [selector, load] of Object.entries(modules)) {
  const found = document.querySelectorAll(selector);
  if (found.length) {
    load().then((module) => found.forEach((element) => module.start(element)));
  }
}

// The error summary takes the focus, so that it is read first; its links lead into the field itself.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) {
      event.preventDefault();
      const group = field.closest("fieldset, .field") || field;
      group.scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    }
  });
}
