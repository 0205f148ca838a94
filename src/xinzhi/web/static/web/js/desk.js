/* The little script of the desk. Everything works without it; it adds keys, menus that close, dropping of files, and says
   aloud when the server does not answer. */
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);

  /* -- keys -- */
  const typing = (node) => node instanceof Element && node.closest("input, select, textarea, [contenteditable]") !== null;

  const reachable = (node) => !node.disabled && node.getAttribute("aria-disabled") !== "true" && node.offsetParent !== null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details[data-menu][open]").forEach((menu) => {
        menu.open = false;
        one("summary", menu).focus();
      });
      return;
    }
    const isChoice = event.target instanceof HTMLInputElement && event.target.type === "radio";
    if (event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && !isChoice)) return;
    if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys) keys.showModal();
      event.preventDefault();
      return;
    }
    if (one("dialog[open]")) return;
    const target = all("[data-key]").find((node) => node.dataset.key === event.key && reachable(node));
    if (!target) return;
    event.preventDefault();
    if (target.matches("input[type=search]")) {
      target.focus();
      target.select();
    } else {
      target.click();
      if (target.matches("input[type=radio]")) target.focus();
    }
  });

  /* -- menus and dialogues -- */
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details[data-menu]");
    all("details[data-menu][open]").forEach((menu) => {
      if (menu !== inside) menu.open = false;
    });
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const menu = opener.closest("details[data-menu]");
      if (menu) menu.open = false;
      document.getElementById(opener.dataset.open).showModal();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
    const off = event.target.closest('[aria-disabled="true"]');
    if (off) event.preventDefault();
  });

  /* -- paper: everything folded opens, so that nothing is missing on it -- */
  window.addEventListener("beforeprint", () => all(".strip details").forEach((fold) => (fold.open = true)));

  /* -- dropping a file -- */
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`);

  const showChosen = (drop) => {
    const input = one("input[type=file]", drop);
    const chosen = one("[data-chosen]", drop);
    const file = input.files[0];
    chosen.textContent = file ? `${file.name} (${size(file.size)})` : "";
  };

  document.addEventListener("change", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (drop) showChosen(drop);
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-go]")) window.location.assign(event.target.dataset.go + encodeURIComponent(event.target.value));
  });

  ["dragenter", "dragover", "dragleave", "drop"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      const drop = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
      if (!drop) {
        if (kind === "dragover" || kind === "drop") event.preventDefault(); /* a file dropped beside it must not replace the page */
        return;
      }
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        one("input[type=file]", drop).files = event.dataTransfer.files;
        showChosen(drop);
      }
    });
  });

  /* A page that comes back from the browser's memory shows what is chosen in it. */
  all("[data-drop]").forEach(showChosen);

  /* -- what htmx has to say -- */
  const tell = (text) => {
    const box = document.createElement("div");
    box.className = "notice notice-bad";
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    const toasts = document.getElementById("toasts");
    toasts.replaceChildren(box);
    window.setTimeout(() => box.remove(), 9000);
  };

  document.addEventListener("htmx:sendError", () => tell(document.body.dataset.failed));
  document.addEventListener("htmx:timeout", () => tell(document.body.dataset.failed));
  document.addEventListener("htmx:responseError", (event) => {
    const text = event.detail.xhr.getResponseHeader("X-Why");
    tell(text ? decodeURIComponent(text) : document.body.dataset.refused);
  });

  /* A swapped-in part that asks for it gets the focus, so that keyboard and screen reader go on there. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const wanted = one("[data-focus]", event.target);
    if (wanted) wanted.focus({ preventScroll: false });
  });
})();
