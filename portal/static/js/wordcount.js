// Counts words while one types, by the rule of BP-2: a run of non-blank characters that holds a letter or a digit.

const WORD = /[\p{L}\p{N}]/u;

export function countWords(text) {
  return text.split(/\s+/u).filter((run) => WORD.test(run)).length;
}

export function start(output) {
  const field = document.getElementById(output.dataset.countFor);
  if (!field) return;
  const limit = Number(field.dataset.maxWords);
  const announcer = document.createElement("span");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");
  output.after(announcer);
  let timer;

  function show() {
    const count = countWords(field.value);
    const over = count > limit;
    const text = (over ? output.dataset.overText : output.dataset.text).replace("[count]", count);
    output.textContent = text;
    output.toggleAttribute("data-over", over);
    return text;
  }

  show();
  field.addEventListener("input", () => {
    const text = show();
    clearTimeout(timer);
    timer = setTimeout(() => (announcer.textContent = text), 1500);
  });
}
