// Formats rolled-up definitions: `export` before each exported declaration, two spaces of indentation, no overlong unions.

import ts from "typescript";

const MAX_LINE = 120;

/** @param {string} code @returns {string} */
export function tidied(code) {
  const source = ts.createSourceFile("rolled.d.ts", code, ts.ScriptTarget.Latest, true);
  const exported = new Set(source.statements.filter(ts.isExportDeclaration).flatMap(names));
  const found = new Set();
  const statements = source.statements.filter((statement) => !ts.isExportDeclaration(statement));
  const written = statements.map((statement) => {
    // A type and a value may share a name.
    const isExported = declared(statement).some((name) => exported.has(name) && found.add(name));
    return comment(statement) + (isExported ? "export " : "") + body(statement);
  });
  const missing = [...exported].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`exported but not declared: ${missing.join(", ")}`);
  // Without `export {}`, TypeScript treats all declarations of a definition file as exported.
  const text = [...written, "export {};"].join("\n\n");
  return `${text.replaceAll(/^(?: {4})+/gm, (indent) => " ".repeat(indent.length / 2))}\n`;
}

/** @param {ts.ExportDeclaration} statement @returns {string[]} */
function names({ exportClause }) {
  if (!exportClause || !ts.isNamedExports(exportClause)) throw new Error("only `export { … }` is understood");
  return exportClause.elements.map(({ name, propertyName }) => {
    if (propertyName) throw new Error(`${propertyName.text} is exported by another name`);
    return name.text;
  });
}

/** @param {ts.Statement} statement @returns {string[]} */
function declared(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = /** @type {ts.DeclarationStatement} */ (statement);
  return name ? [name.getText()] : [];
}

/** The comments before a statement. @param {ts.Statement} statement @returns {string} */
function comment(statement) {
  const text = statement.getFullText();
  const lead = text.slice(0, text.length - statement.getText().length).trim();
  return lead && `${lead}\n`;
}

/**
 * The text of a statement. A union that is too long has one member per line. Imports become type imports.
 * @param {ts.Statement} statement @returns {string}
 */
function body(statement) {
  const text = statement.getText();
  if (ts.isImportDeclaration(statement)) return text.replace(/^import \{/, "import type {").replaceAll("'", '"');
  if (text.length <= MAX_LINE || !ts.isTypeAliasDeclaration(statement) || !ts.isUnionTypeNode(statement.type)) return text;
  const members = statement.type.types.map((member) => `\n    | ${member.getText().replaceAll("\n", `\n${" ".repeat(8)}`)}`);
  return `${text.slice(0, statement.type.getStart() - statement.getStart()).trimEnd()}${members.join("")};`;
}
