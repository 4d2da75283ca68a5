"use strict";
// All that is typed or answered becomes text of a node, never markup.
const at = (id) => document.getElementById(id);
let session = "";

function show(who, text) {
  const line = document.createElement("p");
  const name = document.createElement("strong");
  line.className = who;
  name.textContent = `${at(who).textContent} `;
  line.append(name, text);
  at("lines").append(line);
  at("lines").scrollTop = at("lines").scrollHeight;
}

async function ask(message) {
  at("problem").textContent = "";
  at("wait").hidden = false;
  try {
    const answer = await fetch("/v1/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${at("key").value}` },
      body: JSON.stringify({ message, session, language: document.documentElement.lang }),
    });
    if (!answer.ok) {
      at("problem").textContent = at(answer.status === 401 ? "wrong-key" : "away").textContent;
      return;
    }
    const document_ = await answer.json();
    session = document_.session;
    show("machine", document_.reply);
  } catch {
    at("problem").textContent = at("away").textContent;
  } finally {
    at("wait").hidden = true;
  }
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const message = at("message").value;
  if (session === "") await ask("");
  if (session === "" || message.trim() === "") return;
  show("you", message);
  at("message").value = "";
  await ask(message);
  at("message").focus();
});

at("again").addEventListener("click", async () => {
  session = "";
  at("lines").replaceChildren();
  await ask("");
  at("message").focus();
});
