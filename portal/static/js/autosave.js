// Saves a form while one types.
//
// Sends the form to its own address with the header X-Autosave: 1 and its hidden field "version".
// Answers: 200 {"version": n, "saved_at": "14:02", "not_saved": [{"name": "…", "label": "…"}]}
// · 409 {"conflict_url": "…"} · 401 or 403: signed out. "not_saved" are fields that hold something malformed.
// What could not be saved, and nothing else, is kept in this browser tab (sessionStorage) and put back on return.

const PAUSE = 1500;
const RETRY = 15000;
const UNTOUCHED = new Set(["file", "submit", "hidden"]);
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "version", "password"]);

function same(left, right) {
  const plain = (entries) => JSON.stringify(entries.map(([name, value]) => [name, value.trim()]));
  return plain(left) === plain(right);
}

export function start(form) {
  const status = document.querySelector("[data-save-status]");
  const version = form.querySelector("[name='version']");
  const action = form.getAttribute("action") || window.location.pathname + window.location.search;
  const key = `kept:${action}`;
  let timer;
  let busy = false;
  let again = false;
  let stopped = false;

  function say(state, text) {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = text;
    // What failed stands at the lower edge of the window: never on top of the field one types in.
    if (state === "failed" && form.contains(document.activeElement)) {
      document.activeElement.scrollIntoView({ block: "nearest" });
    }
  }

  function typed(names) {
    const hidden = new Set([...form.querySelectorAll("[type='hidden']")].map((field) => field.name));
    return [...new FormData(form)].filter(
      ([name, value]) =>
        typeof value === "string" && !NEVER_KEPT.has(name) && !hidden.has(name) && (!names || names.includes(name)),
    );
  }

  function keep({ names = null, sent = false } = {}) {
    try {
      sessionStorage.setItem(key, JSON.stringify({ version: version?.value, fields: typed(names), names, sent }));
    } catch {
      // Storage is full or switched off: the words stay in the page itself.
    }
  }

  function forget() {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  }

  function restore() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(key) || "null");
    } catch {
      kept = null;
    }
    if (!kept) return;
    kept.fields = kept.fields.filter(([name]) => form.elements[name]);
    if (same(kept.fields, typed(kept.names))) return forget();
    const newer = kept.version !== version?.value;
    // The form was sent and the version moved on: the server has these words.
    if (newer && kept.sent) return forget();
    const values = new Map();
    for (const [name, value] of kept.fields) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || NEVER_KEPT.has(field.name) || UNTOUCHED.has(field.type)) continue;
      if (kept.names && !kept.names.includes(field.name)) continue;
      const own = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
      else if (field.multiple) [...field.options].forEach((option) => (option.selected = own.includes(option.value)));
      else if (own.length) field.value = own.shift();
    }
    // Somebody saved another text meanwhile: with the old version the server answers 409, and both are compared.
    if (newer && version) version.value = kept.version;
    form.dataset.dirty = "yes";
    form.dispatchEvent(new Event("input", { bubbles: true }));
    say("waiting", status?.dataset.restored || "");
    if (newer) save();
  }

  function showConflict(url) {
    stopped = true;
    keep();
    say("failed", status?.dataset.conflict || "");
    if (status && url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = status.dataset.conflictLink;
      status.append(" ", link);
    }
  }

  async function save() {
    clearTimeout(timer);
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    say("saving", status?.dataset.saving || "");
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const response = await fetch(action, {
        method: "POST",
        body,
        headers: { "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (response.status === 409) {
        const answer = await response.json().catch(() => ({}));
        showConflict(answer.conflict_url);
      } else if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
        keep();
        const { reason } = response.status === 403 ? await response.json().catch(() => ({})) : {};
        say("failed", reason || status?.dataset.signedOut || "");
        if (!reason) timer = setTimeout(save, RETRY);
      } else if (response.ok) {
        const answer = await response.json();
        if (version && "version" in answer) version.value = answer.version;
        const left = answer.not_saved || [];
        const labels = [...new Set(left.map((field) => field.label))].join(", ");
        const words = (left.length ? status?.dataset.partly : status?.dataset.saved) || "";
        say(
          left.length ? "failed" : "saved",
          words.replace("[time]", () => answer.saved_at || "").replace("[fields]", () => labels),
        );
        if (again) keep();
        else {
          delete form.dataset.dirty;
          if (left.length) keep({ names: left.map((field) => field.name) });
          else forget();
        }
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      keep();
      say("failed", status?.dataset.failed || "");
      timer = setTimeout(save, RETRY);
    } finally {
      busy = false;
      if (again && !stopped) save();
    }
  }

  form.addEventListener("input", (event) => {
    form.dataset.dirty = "yes";
    if (event.target.type === "file") return;
    if (busy) again = true;
    if (!stopped && status && status.dataset.state !== "failed") say("waiting", status.dataset.waiting);
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    // The words stay kept until the server has them: an expired session brings the person back here.
    stopped = true;
    clearTimeout(timer);
    keep({ sent: true });
    delete form.dataset.dirty;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.dataset.dirty) save();
  });

  restore();
}
