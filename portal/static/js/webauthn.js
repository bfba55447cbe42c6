// Passkeys and security keys: <form data-webauthn="create|get|login"> with a hidden field "credential".
// The form is hidden until this module finds that the browser has keys. Options come as JSON: from the
// <script type="application/json"> in the form, or (login) from the form's own address.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function withBytes(options) {
  const decoded = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) decoded.user = { ...options.user, id: toBytes(options.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (options[name]) decoded[name] = options[name].map((key) => ({ ...key, id: toBytes(key.id) }));
  }
  return decoded;
}

function asJson(credential) {
  const given = credential.response;
  const response = { clientDataJSON: toText(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = toText(given[name]);
  }
  if (given.getTransports) response.transports = given.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function optionsOf(form) {
  if (form.dataset.webauthn === "login") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    return (await answer.json()).request_options;
  }
  const data = JSON.parse(form.querySelector('script[type="application/json"]').textContent);
  return data.creation_options ?? data.request_options;
}

async function ask(form) {
  const options = withBytes((await optionsOf(form)).publicKey);
  if (form.dataset.webauthn !== "create") return navigator.credentials.get({ publicKey: options });
  if (form.elements.passwordless) {
    const alone = form.elements.passwordless.checked;
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
  }
  return navigator.credentials.create({ publicKey: options });
}

function start(form) {
  const failed = form.querySelector("[data-failed]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(asJson(await ask(form)));
      form.submit();
    } catch (error) {
      failed.textContent = failed.dataset.failed;
      failed.hidden = false;
      console.warn(error);
    }
  });
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("form[data-webauthn]").forEach(start);
}
