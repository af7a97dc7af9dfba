"use strict";
// A number shows its proof.
(() => {
  const numbers = JSON.parse(document.getElementById("numbers").textContent);
  const names = { text: "数值", value: "精确值", unit: "单位", formula: "算式", numerator: "分子", denominator: "分母", line: "标准", document: "标准依据", clause: "条款", status: "结论", cells: "数据位置" };
  const dialog = document.getElementById("proof");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.n");
    if (!button) return;
    const id = button.dataset.n, proof = numbers[id] || {};
    dialog.querySelector("h2").textContent = proof.label || id;
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    for (const [key, name] of [...Object.entries(names), ["id", "编号"]]) {
      const value = key === "id" ? id : proof[key];
      if (value === undefined) continue;
      const term = document.createElement("dt"), detail = document.createElement("dd");
      term.textContent = name;
      detail.textContent = String(value).replaceAll("；", "；\n");
      list.append(term, detail);
    }
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
