#define _POSIX_C_SOURCE 200809L /* strdup */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* picture TITLE: what a terminal shows, from standard input, as an SVG: text with the colours that
 * blokctl uses (SGR 0 to 2, 22, 30 to 37, 39, 49), each line on its own. */

#define LINES_MAX 200
#define CELL_WIDTH 8.4
#define LINE_HEIGHT 18
#define MARGIN 16
#define BAR 28

static char *lines[LINES_MAX];
static int count, columns;

static const char *const colours[] = {"#3b4252", "#d0524e", "#5a9e4b", "#c9952c", "#4f7fc0", "#a06cb4",
	"#2f97a5", "#d8dee9"};

static int cells_of(const char *text)
{
	int cells = 0;

	for (; *text; text++) {
		if (*text == '\033') {
			text += strcspn(text, "m");
			if (!*text)
				break;
		} else if ((*text & 0xc0) != 0x80) {
			cells++;
		}
	}
	return cells;
}

static void read_lines(void)
{
	char line[8192];

	while (count < LINES_MAX && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		lines[count] = strdup(line);
		if (cells_of(line) > columns)
			columns = cells_of(line);
		count++;
	}
}

static void put_text(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '&')
			fputs("&amp;", stdout);
		else if (text[i] == '<')
			fputs("&lt;", stdout);
		else
			putchar(text[i]);
	}
}

struct look {
	int colour; /* -1: the terminal's own */
	int bold, faint;
};

static void change(struct look *look, const char *sequence)
{
	for (const char *at = sequence; *at && *at != 'm';) {
		char *end;
		long code = strtol(at, &end, 10);

		if (code == 0)
			*look = (struct look){-1, 0, 0};
		else if (code == 1)
			look->bold = 1;
		else if (code == 2)
			look->faint = 1;
		else if (code == 22)
			look->bold = look->faint = 0;
		else if (code >= 30 && code <= 37)
			look->colour = (int)code - 30;
		else if (code == 39)
			look->colour = -1;
		at = *end == ';' ? end + 1 : end;
		if (end == sequence)
			break;
	}
}

static void put_line(const char *text, int number)
{
	struct look look = {-1, 0, 0};
	int cell = 0;

	while (*text) {
		size_t len = strcspn(text, "\033");
		char piece[8192];

		if (len) {
			snprintf(piece, sizeof piece, "%.*s", (int)len, text);
			printf("<text x=\"%.1f\" y=\"%d\"", MARGIN + cell * CELL_WIDTH,
				BAR + MARGIN + (number + 1) * LINE_HEIGHT - 5);
			if (look.colour >= 0)
				printf(" fill=\"%s\"", colours[look.colour]);
			if (look.bold)
				fputs(" font-weight=\"bold\"", stdout);
			if (look.faint)
				fputs(" opacity=\"0.6\"", stdout);
			fputs(" xml:space=\"preserve\">", stdout);
			put_text(text, len);
			fputs("</text>\n", stdout);
			cell += cells_of(piece);
		}
		text += len;
		if (*text == '\033') {
			size_t to = strcspn(text, "m");

			if (text[1] == '[')
				change(&look, text + 2);
			text += to + (text[to] == 'm');
		}
	}
}

int main(int argc, char **argv)
{
	const char *title = argc > 1 ? argv[1] : "";
	int width, height;

	read_lines();
	width = (int)(2 * MARGIN + columns * CELL_WIDTH);
	height = BAR + 2 * MARGIN + count * LINE_HEIGHT;
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\""
	       " aria-label=\"",
		width, height);
	put_text(title, strlen(title));
	printf("\">\n<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1d2129\"/>\n", width, height);
	for (int i = 0; i < 3; i++)
		printf("<circle cx=\"%d\" cy=\"16\" r=\"5\" fill=\"#4c566a\"/>\n", 20 + i * 18);
	printf("<g fill=\"#d8dee9\" font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,"
	       "monospace\" font-size=\"14\">\n");
	for (int i = 0; i < count; i++)
		put_line(lines[i], i);
	puts("</g>\n</svg>");
	return 0;
}
