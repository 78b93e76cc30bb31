"use strict";

history.replaceState(null, "", "/latest" + location.hash);

const main = document.querySelector("main");
const connection = document.getElementById("connection");
const LIVE = 250, IDLE = 1000, LOST = 3000; // ms between two questions
let tag = main.dataset.tag;

// How far the end of the conversation lies below the window; a reader who sees it stays at it while it grows.
const below = () => (document.getElementById("native")?.getBoundingClientRect().top ?? 0) - window.innerHeight;

// Only blocks that changed are replaced, so that what a reader folded, marked or scrolled stays as it is.
function show(content) {
  const next = new DOMParser().parseFromString(content, "text/html").body;
  const isFollowing = below() < 0;
  const title = (page) => page.querySelector("h1")?.textContent;
  if (title(next) === title(main)) {
    for (const fold of next.querySelectorAll("details")) fold.open = document.getElementById(fold.id)?.open ?? fold.open;
    const blocks = [...next.children];
    blocks.forEach((block, place) => {
      const old = main.children[place];
      if (!old) main.append(block);
      else if (!old.isEqualNode(block)) old.replaceWith(block);
    });
    while (main.children.length > blocks.length) main.lastElementChild.remove();
  } else {
    main.replaceChildren(...next.childNodes);
  }
  if (isFollowing && below() > 0) window.scrollBy(0, below() + 40);
}

async function follow() {
  let pause = IDLE;
  try {
    const answer = await fetch("/latest/content", { headers: { "If-None-Match": `"${tag}"` }, cache: "no-store" });
    if (answer.status === 403) {
      connection.textContent = "The link is of another run: open the one that codex-tui tells now.";
      return;
    }
    if (answer.status === 200) {
      tag = answer.headers.get("ETag").replaceAll('"', "");
      show(await answer.text());
    }
    pause = answer.headers.get("X-Live") ? LIVE : IDLE;
    connection.textContent = "";
  } catch {
    connection.textContent = "The server does not answer; asking again.";
    pause = LOST;
  }
  setTimeout(follow, pause);
}

follow();
