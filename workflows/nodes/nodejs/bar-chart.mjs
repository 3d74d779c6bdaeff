export default function ({ title, rows, width = 20 }, ctx) {
	const most = Math.max(...rows.map((r) => r.value));
	const pad = Math.max(...rows.map((r) => r.label.length));
	const bars = rows.map(
		(r) => `${r.label.padEnd(pad)} ${"█".repeat(Math.round((r.value / most) * width))} ${r.value}`,
	);
	return [title, ...bars].join("\n");
}
