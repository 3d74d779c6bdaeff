// The worker of runtime.nodejs.  blokctl starts it with -e, writes one JSON
// request a line to its standard input and reads one JSON answer a line from
// descriptor 3; what a node prints goes to the log.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const nodes = new Map();

function answer(message) {
	let rest = Buffer.from(JSON.stringify(message) + "\n");
	while (rest.length) rest = rest.subarray(fs.writeSync(3, rest));
}

async function load(path) {
	const stamp = fs.statSync(path).mtimeMs;
	const known = nodes.get(path);
	if (known && known.stamp === stamp) return known.run;
	const module = await import(pathToFileURL(path).href + "?" + stamp);
	const run = module.default;
	if (typeof run !== "function")
		throw new TypeError(`there is no default export (inputs, ctx) in ${path}`);
	nodes.set(path, { stamp, run });
	return run;
}

// The fields of a BlokError, where the error has them.
function errorOf(error) {
	if (typeof error !== "object" || error === null) error = { message: String(error) };
	const name = error.name ?? "Error";
	const fields = { name, code: "UNCAUGHT_" + String(name).toUpperCase(), category: "INTERNAL" };
	for (const key of ["message", "code", "category", "http_status", "description", "remediation",
		"retryable", "details"])
		if (error[key] !== undefined && error[key] !== "") fields[key] = error[key];
	fields.message ??= name;
	return fields;
}

async function execute({ id, path, inputs, ctx }) {
	ctx.vars = {};
	ctx.log = (message, level = "info") =>
		answer({ id, log: { level, message: String(message) } });
	try {
		const run = await load(path);
		const data = await run(inputs, ctx);
		answer({ id, ok: true, data, vars: ctx.vars });
	} catch (error) {
		console.error(error);
		answer({ id, ok: false, error: errorOf(error) });
	}
}

async function serve(line) {
	const request = JSON.parse(line);
	if (request.op === "execute") await execute(request);
	else if (request.op === "list") answer({ id: request.id, ok: true, data: [...nodes.keys()].sort() });
	else answer({ id: request.id, ok: true, data: { status: "ready" } });
}

// One call at a time, so a request is read when the one before is answered.
let rest = "";
let turn = Promise.resolve();
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
	const lines = (rest + text).split("\n");
	rest = lines.pop();
	for (const line of lines) turn = turn.then(() => serve(line));
});
process.stdin.on("end", () => turn.then(() => process.exit(0)));
