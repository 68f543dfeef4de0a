// CSV by RFC 4180: one column for each field of the contract, named by its path, and a last column for all other values.
//
// The cell of a field in a list has one line for each element. A value without a column (an unknown field, a value of another
// kind) is in the last column, as JSON by path, so that nothing is lost.

import { COLUMNS } from "../generated/columns.ts";
import { type Json, jsonOf, parsed, scalar } from "./exact.ts";
import type { CsvOptions, Format } from "./format.ts";

const REST = "other_fields";

type Kind = (typeof COLUMNS)[number][1];

/** The contract's fields: the index of a column, or the fields of an object or a list. */
type Tree = { at: number; kind: Kind } | { isList: boolean; fields: Map<string, Tree> };

interface Row {
  /** The values of each column: one, or one for each element of the list. */
  cells: (string | undefined)[][];
  rest: { [path: string]: Json };
}

export function csv({ select, bom, header, keep_formulas }: CsvOptions): Format {
  const columns = COLUMNS.filter(([path]) => !select || select.includes(path.split(".")[0] as string));
  const tree = treeOf(columns);
  const lineOf = (cells: readonly string[]) => `${cells.map((cell) => quoted(keep_formulas ? cell : escapeFormula(cell))).join(",")}\r\n`;
  const row = (line: string) => {
    const { cells, rest } = flattened(parsed(line), tree, columns.length);
    const texts = columns.map(([, kind, list], at) => cellOf(cells[at] ?? [], kind, list !== undefined));
    return lineOf([...texts, Object.keys(rest).length > 0 ? jsonOf(rest) : ""]);
  };
  return {
    begin: (bom ? "\ufeff" : "") + (header ? lineOf([...columns.map(([path]) => path), REST]) : ""),
    page: (lines) => lines.split("\n").slice(0, -1).map(row).join(""),
    end: "",
  };
}

function treeOf(columns: typeof COLUMNS): Tree {
  const root = { isList: false, fields: new Map<string, Tree>() };
  for (const [at, [path, kind, list]] of columns.entries()) {
    const names = path.split(".");
    let { fields } = root;
    for (const [depth, name] of names.slice(0, -1).entries()) {
      const inner = fields.get(name) ?? { isList: depth === 0 && list !== undefined, fields: new Map<string, Tree>() };
      fields.set(name, inner);
      fields = (inner as typeof root).fields;
    }
    fields.set(names.at(-1) as string, { at, kind });
  }
  return root;
}

function flattened(record: Json, tree: Tree, columns: number): Row {
  const row: Row = { cells: Array.from({ length: columns }, () => []), rest: Object.create(null) as Row["rest"] };
  place(row, record, tree, "", 0);
  return row;
}

/** Puts a value into its column or into `rest`. `element` is the index of the list's element that it belongs to. */
function place(row: Row, value: Json, tree: Tree, path: string, element: number): void {
  if (value === null) return;
  const addToRest = (): void => {
    row.rest[path || "$"] = value;
  };
  if ("at" in tree) {
    const text = tree.kind === "json" ? jsonOf(value) : scalar(value, tree.kind);
    if (text === undefined) return addToRest();
    (row.cells[tree.at] as Row["cells"][number])[element] = text;
  } else if (tree.isList) {
    if (!Array.isArray(value)) return addToRest();
    const { fields } = tree;
    value.forEach((one, n) => (one === null ? (row.rest[`${path}[${n}]`] = one) : place(row, one, { isList: false, fields }, `${path}[${n}]`, n)));
  } else {
    if (typeof value !== "object" || Array.isArray(value)) return addToRest();
    for (const [name, inner] of Object.entries(value)) {
      const field = tree.fields.get(name);
      const there = field || /^\w+$/.test(name) ? `${path && `${path}.`}${name}` : `${path}[${JSON.stringify(name)}]`;
      if (field) place(row, inner, field, there, element);
      else row.rest[there] = inner;
    }
  }
}

/** A cell's text. Line ends separate the elements of a list, so line ends in an element are escaped. */
function cellOf(values: readonly (string | undefined)[], kind: Kind, isList: boolean): string {
  if (!isList || kind === "json") return Array.from(values, (value = "") => value).join("\n");
  return Array.from(values, (value = "") => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")).join("\n");
}

const NUMBER = /^-\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** One or more telephone numbers. They have only digits and signs, so a formula could neither call a function nor read a cell. */
const TELEPHONE = /^[\s\d+\-()./]*$/;

/** Puts an apostrophe before a cell that a spreadsheet would run as a formula. It marks the cell as text. */
const escapeFormula = (cell: string) => (/^\s*[=+\-@＝＋－＠]|^[\t\r]/.test(cell) && !NUMBER.test(cell) && !TELEPHONE.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
