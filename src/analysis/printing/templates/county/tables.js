"use strict";
// A long table can be sorted, searched and filtered.
(() => {
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const text = (row, i) => row.cells[i].textContent.trim();
  const value = (words) => { const found = words.match(/^▼?\s*(-?\d+(?:\.\d+)?)%?$/); return found ? Number(found[1]) : null; };
  for (const holder of document.querySelectorAll("[data-tools]")) {
    const table = holder.querySelector("table"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], rows = [...body.rows];
    const caption = table.caption.textContent;
    heads.forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const order = [...body.rows].sort((a, b) => {
          const x = text(a, i), y = text(b, i), m = value(x), n = value(y);
          // Rows without a figure stay last, whichever way round.
          if ((m === null) !== (n === null)) return m === null ? 1 : -1;
          return (m === null ? collator.compare(x, y) : m - n) * (down ? -1 : 1);
        });
        body.append(...order);
      });
    });
    const tools = document.createElement("div");
    tools.className = "tools";
    const search = document.createElement("input");
    search.type = "search";
    const selects = heads.flatMap((head, i) => (head.classList.contains("filter") ? [[i, head.textContent]] : [])).map(([i, name]) => {
      const select = document.createElement("select");
      const values = [...new Set(rows.map((row) => text(row, i)))].sort(collator.compare);
      select.append(...["", ...values].map((word) => new Option(word || "全部", word)));
      tools.append(labelled(name, select));
      return [i, select];
    });
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    tools.prepend(labelled("搜索", search));
    tools.append(said);
    holder.prepend(tools);
    const apply = () => {
      const words = search.value.trim();
      let shown = 0;
      for (const row of rows) {
        row.hidden = !((!words || row.textContent.includes(words)) && selects.every(([i, select]) => !select.value || text(row, i) === select.value));
        shown += !row.hidden;
      }
      said.textContent = `显示 ${shown} 行，共 ${rows.length} 行`;
    };
    tools.addEventListener("input", apply);
    apply();
    function labelled(name, control) {
      const label = document.createElement("label");
      control.setAttribute("aria-label", `${caption}：${name}`);
      label.append(`${name} `, control);
      return label;
    }
  }
})();
