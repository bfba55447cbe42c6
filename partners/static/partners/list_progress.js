// Asks how far an import is and shows the report when it is there. Without script there is a link.
const region = document.querySelector("[data-list-progress]");

async function ask() {
  try {
    const response = await fetch(region.dataset.listProgress, { credentials: "same-origin" });
    const answer = await response.json();
    region.querySelector("progress").value = answer.percent;
    region.querySelector("strong").textContent = answer.text;
    if (answer.state === "done" || answer.state === "failed") {
      window.location.reload();
      return;
    }
  } catch {
    // The portal may be away for a moment: ask again.
  }
  setTimeout(ask, 1500);
}

if (region) setTimeout(ask, 1000);
