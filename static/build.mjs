// Fill static/vendor/ with everything a page loads that is not ours: `npm ci && npm run build`; `npm run styles` after a page began to use another class.
// Copies what packages ship ready-made, bundles what they ship in parts, and draws one sprite of the icons in use.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(here, "..", "node_modules");
const vendor = path.join(here, "vendor");

const COPIES = {
  "uplot/dist/uPlot.min.css": "uplot.css",
  "@fontsource-variable/geist/files/geist-latin-wght-normal.woff2": "geist-latin.woff2",
  "@fontsource-variable/geist/files/geist-latin-ext-wght-normal.woff2": "geist-latin-ext.woff2",
  "@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2": "geist-mono-latin.woff2",
};

// The manifest storage follows these comments and stops where the map is missing; nobody needs the maps here.
const SOURCE_MAP = /\n?(\/\/[#@] sourceMappingURL=\S+|\/\*[#@] sourceMappingURL=.*?\*\/)/g;

async function copy(from, to) {
  const source = path.join(packages, from);
  const target = path.join(vendor, to);
  if (/\.(css|js)$/.test(to)) {
    await writeFile(target, (await readFile(source, "utf8")).replace(SOURCE_MAP, ""));
  } else {
    await cp(source, target);
  }
}

async function drawIcons() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = names.map(async (name) => {
    const svg = await readFile(path.join(packages, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  const sprite = (await Promise.all(symbols)).join("\n");
  await writeFile(path.join(vendor, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${sprite}\n</svg>\n`);
}

// Of Tabler's styles, those that our pages use: an eighth. Classes are words of templates, scripts and widgets.
async function tabler() {
  const root = path.join(here, "..");
  const [purged] = await new PurgeCSS().purge({
    content: [
      `${root}/templates/**/*.html`, `${root}/static/js/*.js`,
      ...["accounts", "catalog", "marketplace", "requests"].map((app) => `${root}/${app}/**/*.py`),
    ],
    css: [path.join(packages, "@tabler/core/dist/css/tabler.min.css")],
    safelist: { greedy: [/^btn-/, /data-bs-theme/] }, // put together from a tone; set by theme.js
  });
  await writeFile(path.join(vendor, "tabler.css"), purged.css.replace(SOURCE_MAP, ""));
}

async function bundle() {
  await build({
    entryPoints: ["editor", "graph", "timeseries", "charts"].map((name) => path.join(here, "bundles", `${name}.js`)),
    outdir: vendor,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

if (process.argv.includes("styles")) {
  await tabler();
} else {
  await rm(vendor, { recursive: true, force: true });
  await mkdir(vendor, { recursive: true });
  await Promise.all([...Object.entries(COPIES).map(([from, to]) => copy(from, to)), drawIcons(), tabler(), bundle()]);
  console.log("static/vendor/ is filled.");
}
