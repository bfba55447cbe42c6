// Asks every few seconds whether long work is done, then shows the result in its place.
// Answer: {"state": "queued" | "running" | "done" | "failed", "text": "…", "percent": 40, "url": "…", "label": "…"}

export function start(region) {
  const bar = region.querySelector("progress");
  const title = region.querySelector(".progress__title");
  let wait = 1000;

  async function ask() {
    let answer;
    try {
      const response = await fetch(region.dataset.progressUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (!response.ok) return later();
      answer = await response.json();
    } catch {
      return later();
    }
    if (answer.text && title.textContent !== answer.text) title.textContent = answer.text;
    if (bar && typeof answer.percent === "number") bar.value = answer.percent;
    if (answer.state === "done" || answer.state === "failed") return finish(answer);
    return later();
  }

  function later() {
    wait = Math.min(wait * 1.5, 10000);
    setTimeout(ask, wait);
  }

  function finish(answer) {
    if (bar) bar.remove();
    const link = region.querySelector("a");
    if (!link) return;
    if (answer.url) link.href = answer.url;
    if (answer.label) link.textContent = answer.label;
  }

  setTimeout(ask, wait);
}
