// Follows what the preview prints. The server puts it into the pages it serves; no file of the site names it.
(() => {
  const { version } = document.currentScript.dataset;
  const box = document.createElement("pre");
  box.id = "preview-message";
  box.setAttribute("role", "status");
  const show = ({ error, working }) => {
    const text = error || working;
    box.textContent = text;  // as text: an error may hold anything
    box.hidden = !text;
    box.style.cssText = `position: fixed; inset: auto 0 0 0; z-index: 99999; margin: 0; padding: 1rem 1.5rem;
      max-height: 70vh; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; color: #fff;
      font: 14px/1.5 monospace; border-top: 4px solid ${error ? "#e5534b" : "#539bf5"}; background: #1c2128;
      ${text ? "" : "display: none"}`;
    document.body.append(box);
  };
  const connect = () => {
    const wire = new WebSocket(`ws://${location.host}/_preview/wire`);
    wire.onopen = () => wire.send(decodeURIComponent(location.pathname));
    wire.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.version && told.version !== version) location.reload();
      else show(told);
    };
    wire.onclose = () => setTimeout(connect, 500);
  };
  connect();
})();
