// Bundles the front end in the current folder, from src/ into build/: one script named by its content,
// the style sheet, and the licences of everything bundled. Offline once the packages are installed.
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = process.cwd();
const out = join(here, "build");
const manifest = join(here, "package.json");
const { build } = createRequire(manifest)("esbuild"); // the one that the front end installed

/** The folders of the packages that went into the bundle, sorted. */
function bundledPackages(inputs) {
  const folders = Object.keys(inputs)
    .map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter(Boolean);
  return [...new Set(folders)].sort();
}

/** One package's name, version and licence text. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json")));
  const file = readdirSync(join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(here, folder, file), "utf8").trim() : `License: ${license}`;
  return `${name} ${version}\n\n${text}\n`;
}

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/index.js"],
  outdir: out,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
cpSync(join(here, "src", "style.css"), join(out, "style.css"));
// A package may hold the code of others, whose licences package.json then states.
const { licencesInsidePackages = [] } = JSON.parse(readFileSync(manifest));
const licences = [...bundledPackages(metafile.inputs).map(licenceOf), ...licencesInsidePackages];
writeFileSync(join(out, "LICENSES.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));
