// What the book adds to the theme's script: the way back to the top, and what the keyboard needs.
(() => {
  "use strict";
  // What a script says is English in its code, and is said in the language of the page; `{}` is a name.
  const words = __WORDS__[document.documentElement.lang] ?? {};
  const say = (text, ...names) => names.reduce((said, name) => said.replace("{}", () => name), words[text] ?? text);
  window.say = say;
  const back = document.getElementById("pst-back-to-top");
  if (back) {
    let before = window.scrollY;
    const show = (shown) => { back.style.display = shown ? "block" : "none"; };
    window.addEventListener("scroll", () => {
      show(window.scrollY < before && window.scrollY > window.innerHeight);
      before = window.scrollY;
    }, { passive: true });
    back.addEventListener("click", () => {
      window.scrollTo(0, 0);
      show(false);
      document.getElementById("main-content")?.focus({ preventScroll: true });
    });
  }
  // How long ago the page was made changes from day to day, so it is counted where it is read.
  document.querySelectorAll(".receipt .volatile").forEach((one) => {
    const made = Date.parse(one.textContent.replace(" UTC", "Z").replace(" ", "T"));
    const days = Math.floor((Date.now() - made) / 864e5);
    if (/^\d{4}-/.test(one.textContent) && days >= 0) {
      one.after(` (${days > 1 ? say("{} days ago", days) : days ? say("yesterday") : say("less than a day ago")})`);
    }
  });
  // The theme drops the focus when it opens a menu: closing it gives the focus back to its button. A tap on a place
  // of the page closes the menu that covers it, and leads there.
  for (const [name, button] of [["pst-primary-sidebar-modal", "primary"], ["pst-secondary-sidebar-modal", "secondary"]]) {
    const menu = document.getElementById(name);
    let place = null;
    menu?.addEventListener("click", (event) => {
      const hash = event.target.closest("a[href^='#']")?.hash;
      place = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
      if (place) menu.close();
    });
    menu?.addEventListener("close", () => {
      place?.setAttribute("tabindex", "-1");
      (place ?? document.querySelector(`.bd-header-article .${button}-toggle`))?.focus({ preventScroll: true });
      place = null;
    });
  }
  // The theme's button has a third state that looks like one of the two: it is passed over, and its name says the state.
  const { dataset } = document.documentElement;
  const themes = [...document.querySelectorAll(".theme-switch-button")];
  const modes = { dark: say("Color mode: dark"), light: say("Color mode: light") };
  const state = () => themes.forEach((button) => button.setAttribute("aria-label", modes[dataset.theme]));
  themes.forEach((button) => {
    button.addEventListener("click", () => setTimeout(() => { if (dataset.mode === "auto") button.click(); }));
  });
  new MutationObserver(state).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  state();
  // The cards of the home page by skill.
  const cards = [...document.querySelectorAll(".chapter-card")];
  const skills = new Map(cards.map((card) => [card, [...card.querySelectorAll(".chapter-methods li")].map((one) => one.innerText)]));
  const several = [...new Set([...skills.values()].flat())];
  const filter = document.querySelector(".skill-filter");
  if (filter) {
    filter.setAttribute("role", "group");
    filter.setAttribute("aria-label", say("Show work by skill"));
    const choose = (chosen) => {
      cards.forEach((card) => { card.hidden = chosen && !skills.get(card).includes(chosen); });
      [...filter.children].forEach((one) => one.setAttribute("aria-pressed", one.value === chosen));
    };
    ["", ...several].forEach((skill) => {
      const button = document.createElement("button");
      button.type = "button";
      button.value = skill;
      button.textContent = skill || say("All");
      button.addEventListener("click", () => choose(skill));
      filter.append(button);
    });
    choose("");
  }
  // Code that shows nothing waits for a reader who asks for all of it, or for a link that leads to it.
  const banner = document.querySelector(".run-banner");
  const folds = [...document.querySelectorAll(".cell > details.hide")];
  if (banner && folds.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "all-code-button";
    button.textContent = say("Show all code");
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const all = document.documentElement.classList.toggle("all-code");
      button.setAttribute("aria-pressed", all);
      folds.forEach((fold) => { fold.open = all; });
    });
    banner.append(button);
  }
  const opened = () => {
    const fold = document.querySelector(".cell.tag_silent:target > details.hide");
    if (fold) fold.open = true;
  };
  window.addEventListener("hashchange", opened);
  opened();
  // Runs compared: the links become buttons that show one run beside the first, without leaving the page.
  const choice = document.querySelector(".scenario-switch");
  if (choice) {
    const runs = [...choice.querySelectorAll("a")];
    const group = document.createElement("div");
    const said = document.createElement("p");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("Runs shown"));
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    const names = ["", ...runs.map((run) => run.getAttribute("href").replace(/\.html$/, ""))];
    const show = (chosen) => {
      const away = (index) => Boolean(chosen) && index > 0 && index !== chosen;
      document.querySelectorAll(".compared tr").forEach((row) => [...row.cells].forEach((cell, index) => {
        cell.hidden = away(index - 1);
      }));
      document.querySelectorAll(".dots-row").forEach((row) => { row.hidden = away(names.indexOf(row.dataset.run)); });
      [...group.children].forEach((button, index) => button.setAttribute("aria-pressed", index === chosen));
      said.textContent = chosen ? say("Shown: {}, beside the first run", runs[chosen - 1].textContent) : say("Shown: all runs");
    };
    [say("All runs"), ...runs.map((run) => run.textContent)].forEach((title, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title;
      button.addEventListener("click", () => {
        show(index);
        history.replaceState(null, "", index ? `#${names[index]}` : location.pathname + location.search);
      });
      group.append(button);
    });
    choice.replaceChildren(group, said);
    show(Math.max(0, names.indexOf(decodeURIComponent(location.hash.slice(1)))));
  }
  // A picture is drawn for a page twice as wide as a phone: a touch shows it large, another small again.
  if (window.matchMedia("(max-width: 576px)").matches) {
    document.querySelectorAll(".cell_output figure > .picture > img, .chapter-figure figure > .picture > img").forEach((picture) => {
      const box = picture.parentElement;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "enlarge";
      button.title = say("Enlarge");
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", box.classList.toggle("enlarged"));
        box.scrollLeft = 0;
      });
      box.append(button);
      button.append(picture);
    });
  }
  // A box that scrolls sideways must be within reach of the keyboard. The theme measures every box of a page
  // when it loads; here each is within reach until it is measured, when it comes near the screen.
  const named = (box) => {
    const table = box.querySelector("table");
    if (!table || box.hasAttribute("role")) return;
    const title = table.caption ?? box.closest("section")?.querySelector("h1, h2, h3, h4");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", say("Table, scrolls sideways: {}", title?.textContent.replace("#", "").trim() ?? ""));
  };
  const near = new IntersectionObserver((entries) => {
    const shown = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    const reach = shown.map((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    shown.forEach((box, index) => {
      box.tabIndex = reach[index] ? 0 : -1;
      if (!reach[index]) return;
      named(box);
      const fade = () => box.toggleAttribute("data-goes-on", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
      if (box.querySelector("table")) box.addEventListener("scroll", fade, { passive: true });
      if (box.querySelector("table")) fade();
    });
  }, { rootMargin: "1000px" });
  window.measureWhenNear = (box) => {
    if (!box.hasAttribute("tabindex")) box.tabIndex = 0;
    near.unobserve(box);
    near.observe(box);
  };
  document.querySelectorAll(".bd-article div.math").forEach(window.measureWhenNear);  // long formulas scroll too
})();
