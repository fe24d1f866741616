/* What the desk gains with a script: it follows changed files by itself, keeps scroll, focus and view while it does so,
   switches views without a new page, and makes the sheets as long as the message. Without it every link still works. */
"use strict";

(() => {
  const POLL = 1000;
  const SLOWEST = 10000;
  const live = document.getElementById("live");
  const shown = new Map(); // element id → its markup as the server sent it, before sheets were fitted
  let stamp = document.body.dataset.stamp;
  let page = 0; // counts the pages asked for, so that a slow answer never overwrites a newer one
  let resting = 0;

  /* ---- saying what happens ---- */

  function say(text, lasting = false) {
    clearTimeout(resting);
    live.classList.remove("rest");
    live.textContent = text;
    if (!lasting) resting = setTimeout(() => live.classList.add("rest"), 1800);
  }

  /* ---- sheets as long as the message ---- */

  // The shown frame is opaque to this page, on purpose. A twin of the same width, which may be read but can run
  // nothing and is never seen or clicked, tells the height.
  function heightOf(src, width) {
    return new Promise((resolve) => {
      const twin = document.createElement("iframe");
      twin.className = "twin";
      twin.setAttribute("sandbox", "allow-same-origin");
      twin.setAttribute("aria-hidden", "true");
      twin.tabIndex = -1;
      twin.style.width = `${width}px`;
      twin.addEventListener("load", () => {
        const root = twin.contentDocument && twin.contentDocument.documentElement;
        const height = root ? Math.max(root.scrollHeight, Math.ceil(root.getBoundingClientRect().height)) : 0;
        twin.remove();
        resolve(height);
      });
      twin.src = src;
      document.body.append(twin);
    });
  }

  async function fit(frame) {
    const src = frame.getAttribute("src");
    const width = frame.clientWidth;
    const height = await heightOf(src, width);
    if (frame.isConnected && frame.getAttribute("src") === src && height) frame.style.height = `${height}px`;
    frame.dataset.width = width;
  }

  // The new message loads behind the old one and takes its place when it is ready: no flash, no lost scroll.
  async function renew(sheet, next) {
    const src = next.getAttribute("src");
    const now = () => sheet.querySelector("iframe:not(.coming)");
    sheet.dataset.wanted = src;
    const height = await heightOf(src, now().clientWidth);
    if (!sheet.isConnected || sheet.dataset.wanted !== src) return;
    for (const late of sheet.querySelectorAll(".coming")) late.remove();
    const fresh = next.cloneNode();
    fresh.className = "coming";
    fresh.style.height = height ? `${height}px` : now().style.height;
    fresh.addEventListener("load", () => {
      now().remove();
      fresh.className = "";
      fresh.dataset.width = fresh.clientWidth;
      widths.observe(fresh);
    }, { once: true });
    sheet.append(fresh);
  }

  let settling = 0;
  const widths = new ResizeObserver((entries) => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      for (const { target } of entries) {
        if (target.isConnected && Number(target.dataset.width) !== target.clientWidth) fit(target);
      }
    }, 150);
  });

  function fitAll() {
    for (const frame of document.querySelectorAll(".sheet iframe")) {
      fit(frame).then(() => widths.observe(frame));
    }
  }

  // On a phone the row of parts is wider than the screen; the chosen one must be in sight.
  function reveal() {
    const row = document.querySelector(".parts");
    const chosen = row && row.querySelector("[aria-current]");
    if (chosen) row.scrollLeft += chosen.getBoundingClientRect().right - row.getBoundingClientRect().right + 24;
  }

  /* ---- taking over a new page ---- */

  function remember(page) {
    shown.clear();
    for (const part of page.querySelectorAll("[data-swap], #stage")) shown.set(part.id, part.innerHTML);
  }

  function swap(old, fresh) {
    if (!old || shown.get(old.id) === fresh.innerHTML) return;
    old.className = fresh.className;
    old.innerHTML = fresh.innerHTML;
  }

  function swapStage(fresh) {
    const stage = document.getElementById("stage");
    if (stage.dataset.kind !== fresh.dataset.kind || !fresh.querySelector("iframe")) {
      if (shown.get("stage") === fresh.innerHTML) return;
      stage.className = fresh.className;
      stage.dataset.kind = fresh.dataset.kind;
      stage.innerHTML = fresh.innerHTML;
      fitAll();
      return;
    }
    for (const sheet of fresh.querySelectorAll(".sheet")) {
      const held = document.getElementById(sheet.id);
      const next = sheet.querySelector("iframe");
      held.className = sheet.className;
      if (held.querySelector("iframe").getAttribute("src") !== next.getAttribute("src")) renew(held, next);
    }
  }

  // Focus outlives the swap where the new page has the same element.
  function keepFocus(change) {
    const held = document.activeElement && document.activeElement.id;
    change();
    const again = held && document.getElementById(held);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  }

  function adopt(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const stage = fresh.getElementById("stage");
    if (!stage || !fresh.getElementById("tools") !== !document.getElementById("tools")) {
      location.reload(); // from the page of a first failure to a preview, or back: nothing to keep
      return;
    }
    const held = scrollY;
    keepFocus(() => {
      swapStage(stage);
      for (const part of fresh.querySelectorAll("[data-swap]")) swap(document.getElementById(part.id), part);
    });
    if (scrollY !== held) scrollTo({ top: held, behavior: "instant" });
    document.title = fresh.title;
    stamp = fresh.body.dataset.stamp;
    remember(fresh);
    reveal();
  }

  async function turnTo(address) {
    const mine = ++page;
    const answer = await fetch(address); // never cached, and without the header that would mean "build anew"
    const text = await answer.text();
    if (mine === page) adopt(text);
  }

  /* ---- switching views ---- */

  function isPlain(event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.defaultPrevented || !isPlain(event)) return;
    event.preventDefault();
    try {
      history.pushState(null, "", link.href); // first: a change that is noticed meanwhile reloads what the address says
      await turnTo(link.href);
    } catch {
      location.assign(link.href);
    }
  });

  addEventListener("popstate", () => turnTo(location.href).catch(() => location.reload()));

  /* ---- following changes ---- */

  let wait = POLL;
  let asking = 0;
  let isAsking = false;

  async function look() {
    const answer = await fetch(`${document.body.dataset.changes}?since=${stamp}`, { cache: "no-store" });
    if (wait !== POLL) say("Connected again");
    wait = POLL;
    if (answer.status !== 200) return;
    await turnTo(location.href);
    const isBroken = document.querySelector(".notice") !== null;
    say(isBroken ? "This change cannot be shown; the top of the page says why" : "Updated", isBroken);
  }

  async function ask() {
    clearTimeout(asking);
    if (document.hidden || isAsking) return; // asked again as soon as the page is looked at
    isAsking = true;
    try {
      await look();
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      say("The desk does not answer; trying again", true);
    }
    isAsking = false;
    asking = setTimeout(ask, wait);
  }

  document.addEventListener("visibilitychange", ask);
  live.classList.add("rest");
  live.textContent = "";
  remember(document);
  fitAll();
  reveal();
  asking = setTimeout(ask, POLL);
})();
