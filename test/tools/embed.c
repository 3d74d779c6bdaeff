#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* embed ROOT FILE...: writes C with the bytes of each file, in the order
 * given, as core/base/embedded.h declares them; NAME=FILE is embedded as NAME.
 * Built and run by the Makefile (a bare Debian has no xxd). */

static void fail(const char *path)
{
	perror(path);
	exit(1);
}

/* Numbers, not a string: C17 promises string literals of 4095 bytes only. */
static unsigned long emit(const char *path, int index)
{
	FILE *in = fopen(path, "rb");
	unsigned long len = 0;
	int c;

	if (!in)
		fail(path);
	printf("static const unsigned char file_%d[] = {", index);
	while ((c = getc(in)) != EOF)
		printf("%s%d,", len++ % 24 ? "" : "\n", c);
	if (ferror(in))
		fail(path);
	fclose(in);
	printf("\n0};\n");
	return len;
}

static const char *path_of(const char *arg)
{
	const char *equals = strchr(arg, '=');

	return equals ? equals + 1 : arg;
}

static void print_name(const char *arg, size_t root)
{
	const char *equals = strchr(arg, '=');

	if (equals)
		printf("\t{\"%.*s\", ", (int)(equals - arg), arg);
	else
		printf("\t{\"%s\", ", arg + root + 1);
}

int main(int argc, char **argv)
{
	unsigned long *lens = calloc((size_t)argc, sizeof *lens);
	size_t root;

	if (argc < 2 || !lens)
		return 2;
	root = strlen(argv[1]);
	printf("#include \"core/base/embedded.h\"\n\n");
	for (int i = 2; i < argc; i++)
		lens[i] = emit(path_of(argv[i]), i);
	printf("\nconst struct embedded embedded_files[] = {\n");
	for (int i = 2; i < argc; i++) {
		print_name(argv[i], root);
		printf("(const char *)file_%d, %lu},\n", i, lens[i]);
	}
	printf("\t{0},\n};\n");
	free(lens);
	return fflush(stdout) != 0 || ferror(stdout);
}
