"use strict";
// sends the photo that was chosen or dropped to /v1/inspect and says what came back; keeps nothing
(() => {
  const at = (name) => document.getElementById(name);
  const lang = document.documentElement.lang;
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 });
  let address = "", asked = 0;

  // the words of this page's language for a code of the service
  const code = (status, said) =>
    ({ 401: "wrong_key", 415: "no_picture", 503: "not_ready" })[status] || (said.errors && said.errors[0] ? said.errors[0].code : "");

  async function inspect(file) {
    const mine = ++asked;
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(file);
    at("shown").src = address;
    at("shown").hidden = false;
    at("said").textContent = at("wait").textContent;
    let text = at("away").textContent;
    try {
      const cost = encodeURIComponent(at("cost").value || "5");
      const answer = await fetch(`/v1/inspect?missed_cost=${cost}`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${at("key").value.trim()}`,
          "Content-Type": file.type || "application/octet-stream",
        },
        body: file,
      });
      const said = await answer.json();
      text = answer.ok
        ? at(said.decision).textContent
            .replace("{p}", percent.format(said.probability)).replace("{t}", percent.format(said.threshold))
        : at(code(answer.status, said))?.textContent || said.detail || said.title;
    } catch { /* the server is away: the sentence says so */ }
    if (mine === asked) at("said").textContent = text;
  }

  at("file").addEventListener("change", () => { if (at("file").files[0]) inspect(at("file").files[0]); });
  at("form").addEventListener("submit", (event) => event.preventDefault());
  const drop = at("drop");
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) inspect(event.dataTransfer.files[0]);
  });
  document.documentElement.dataset.ready = "";
})();
