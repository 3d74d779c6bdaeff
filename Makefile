# blokctl.  `make demo` and `make check` do everything, from the packages on;
# `make help` lists the rest.

PREFIX   ?= /usr/local
DESTDIR  ?=
VERSION  := 0.1.0

# SAN=1, COV=1 and FUZZ=1 build beside the plain tree, never into it.
VARIANT  := $(if $(SAN),san,$(if $(COV),cov,$(if $(FUZZ),fuzz,plain)))
B        := .build/$(VARIANT)
BINARY   := $(if $(filter .build/plain,$(B)),blokctl,$(B)/blokctl)
TOOLS    := .build/tools
# What is built for the machine itself: the test tools and the generator.
HOSTCC   ?= cc

# CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are the user's; what the code needs
# stands beside them.
CFLAGS   ?= $(if $(SAN)$(FUZZ),-O1,$(if $(COV),-O0,-O2)) -g
# Not under the sanitizers: their code gives gcc false alarms (it says so itself).
WERROR   := $(if $(CI),$(if $(filter plain,$(VARIANT)),-Werror))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wundef -Wvla -Wno-missing-field-initializers \
            -Werror=implicit-function-declaration $(WERROR)
DEFINES   = -I. -D_POSIX_C_SOURCE=200809L -DBLOKCTL_VERSION='"$(VERSION)"' $(PKG_CPPFLAGS)
# The same sources make the same program, wherever they lie.
BASIC     = -std=c17 -fno-common -fstack-protector-strong -ffile-prefix-map=$(CURDIR)=. $(WARNINGS)
LINK     := -Wl,--as-needed -Wl,-z,relro,-z,now
SANITIZE := address,undefined
ifdef SAN
BASIC    += -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
LINK     += -fsanitize=$(SANITIZE)
else ifdef FUZZ
CC       := clang
WARNINGS += -Wno-format-nonliteral
BASIC    += -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,$(SANITIZE) -fno-sanitize-recover=all
LINK     += -fsanitize=$(SANITIZE)
else ifdef COV
BASIC    += --coverage
LINK     += --coverage
else
DEFINES  += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
BASIC    += -fPIE
LINK     += -pie
endif
LIBS      = $(PKG_LIBS) -lm -ldl -lpthread
COMPILE   = $(CC) $(DEFINES) $(CPPFLAGS) $(BASIC) $(CFLAGS)
LINKER    = $(CC) $(BASIC) $(CFLAGS) $(LINK) $(LDFLAGS)

SOURCES  := $(sort $(wildcard core/*/*.c cmd/*.c))
TEMPLATES := $(sort $(filter-out templates/locale/%,$(shell find templates -type f 2>/dev/null)))
# Translations are embedded compiled: templates/locale/de.po as locale/de.mo.
LOCALES  := $(patsubst templates/%.po,%.mo,$(sort $(wildcard templates/locale/*.po)))
OBJECTS   = $(SOURCES:%.c=$(B)/%.o) $(B)/gen/embedded.o
# An archive: a test program takes only what it calls.
CORE      = $(B)/core.a
CMDOBJS   = $(filter $(B)/cmd/%,$(OBJECTS))
LIBOBJS   = $(filter-out $(B)/cmd/main.o,$(CMDOBJS)) $(CORE)
UNIT     := $(sort $(wildcard test/unit/*.c))
CONFORM  := $(sort $(wildcard test/conformance/*.c)) test/unit/main.c
FUZZERS  := $(sort $(wildcard test/fuzz/*_fuzz.c))
MANUALS  := $(sort $(wildcard man/man?/*.?))

# As many jobs as there are processors, unless the user says -j.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all demo check unit unit-program fuzz-programs bench fuzz analyze objects \
	install uninstall dist deb pictures coverage clean help locale packages FORCE

ifneq ($(filter-out clean help locale uninstall,$(or $(MAKECMDGOALS),all)),)
include .build/packages.mk
endif

.build/packages.mk: test/tools/packages.sh
	@sh $< $(if $(filter demo check packages,$(MAKECMDGOALS)),install,flags) $@

all: $(BINARY) ## build ./blokctl (SAN=1, COV=1: in .build/, with sanitizers or coverage)

packages: .build/packages.mk ## install what the build needs (apt)

demo: $(BINARY) ## show what blokctl does
	@BLOKCTL=$(abspath $(BINARY)) sh test/tools/demo.sh

$(CORE): $(filter-out $(B)/cmd/%,$(OBJECTS)) $(B)/link
	@rm -f $@
	@$(AR) rcs $@ $(filter %.o,$^)

$(BINARY): $(CMDOBJS) $(CORE) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -o $@ $(CMDOBJS) $(CORE) $(LIBS) $(LDLIBS)

$(B)/unit: $(LIBOBJS) $(UNIT:%.c=$(B)/%.o) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -o $@ $(UNIT:%.c=$(B)/%.o) $(LIBOBJS) $(LIBS) $(LDLIBS)

$(B)/conformance: $(CONFORM:%.c=$(B)/%.o) $(CORE) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -o $@ $(CONFORM:%.c=$(B)/%.o) $(CORE) $(LIBS) $(LDLIBS)

$(B)/%_fuzz: $(B)/%_fuzz.o $(CORE) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -fsanitize=fuzzer -o $@ $< $(CORE) $(LIBS) $(LDLIBS)

$(B)/%.o: %.c $(B)/compile
	@mkdir -p $(@D)
	@$(if $(V),,echo "  CC   $@";) $(COMPILE) -MMD -MP -c -o $@ $<

$(B)/gen/embedded.o: $(B)/gen/embedded.c $(B)/compile
	@$(if $(V),,echo "  CC   $@";) $(COMPILE) -MMD -MP -c -o $@ $<

$(B)/gen/embedded.c: $(TOOLS)/embed $(TEMPLATES) $(LOCALES:%=$(B)/gen/%) $(B)/templates
	@mkdir -p $(@D)
	@$(TOOLS)/embed templates $(TEMPLATES) $(foreach l,$(LOCALES),$l=$(B)/gen/$l) > $@

$(B)/gen/%.mo: templates/%.po
	@mkdir -p $(@D)
	@msgfmt --check --no-hash -o $@ $<

# Files that hold a command line (or a list) and change only when it does:
# other flags rebuild everything, a template that went away the embedded ones.
quote = '$(subst ','\'',$(1))'
define remember
	@mkdir -p $(@D)
	@printf '%s\n' $(call quote,$(1)) | cmp -s - $@ || printf '%s\n' $(call quote,$(1)) > $@
endef

$(B)/compile: FORCE
	$(call remember,$(COMPILE))
$(B)/link: FORCE
	$(call remember,$(LINKER) $(LIBS) $(LDLIBS) $(OBJECTS) $(UNIT) $(CONFORM))
$(B)/templates: FORCE
	$(call remember,$(TEMPLATES) $(LOCALES))

JSON_SOURCES := $(wildcard core/data/json*.c core/data/user_file.c core/base/*.c)

$(TOOLS)/json: test/tools/json.c $(JSON_SOURCES) $(wildcard core/data/*.h core/base/*.h)
	@mkdir -p $(@D)
	@$(HOSTCC) -std=c17 -O1 $(DEFINES) -o $@ $< $(filter-out %/embedded.c,$(JSON_SOURCES)) $(LIBS)

$(TOOLS)/stub: test/tools/stub.c test/conformance/stub_server.c test/conformance/stub_models.c \
		test/conformance/stub_vectors.c $(JSON_SOURCES)
	@mkdir -p $(@D)
	@$(HOSTCC) -std=c17 -O1 $(DEFINES) -o $@ $(filter-out %/embedded.c,$^) $(LIBS) -lpthread

# Evaluates expressions for the differential test against node.
$(B)/expr_eval: $(B)/test/tools/expr_eval.o $(CORE) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -o $@ $(filter %.o,$^) $(CORE) $(LIBS) $(LDLIBS)

# Faults: a program that sweeps over them, with a shim that it preloads.
$(B)/%.so: test/fault/%.c
	@mkdir -p $(@D)
	@$(HOSTCC) -std=c17 -O1 -I. -shared -fPIC -o $@ $< -ldl

$(B)/sql_shim.so: test/unit/sqlite_faults.c

SHIMS  := $(addprefix $(B)/,kill_shim.so alloc_shim.so clock_shim.so sql_shim.so)
FAULTS := $(addprefix $(B)/,kill_sweep alloc_sweep flip_sweep stress migrate_state)
$(FAULTS): $(B)/%: $(B)/test/fault/%.o $(B)/test/conformance/corpus.o $(CORE) $(B)/link
	@$(if $(V),,echo "  LD   $@";) $(LINKER) -o $@ $(filter %.o,$^) $(CORE) $(LIBS) $(LDLIBS)

$(TOOLS)/%: test/tools/%.c
	@mkdir -p $(@D)
	@$(HOSTCC) -std=c17 -O1 -Wall -Wextra -o $@ $<

TEST_TOOLS := $(TOOLS)/tap $(TOOLS)/json $(TOOLS)/pty $(TOOLS)/stub $(TOOLS)/collector $(TOOLS)/without

# The unit program runs plain; with CI=1 (or SAN=1) under the sanitizers too,
# and the fuzzers for a while: what takes longest begins first.  T= chooses:
# make check T='test/cli/init.t'.
ALL_TESTS = $(if $(CI),fuzz=test/tools/fuzz.sh unit-san=.build/san/unit test/tools/reproducible.sh) \
            unit=$(B)/unit conformance=$(B)/conformance \
            $(if $(SAN),,$(sort $(wildcard test/fault/*.sh))) \
            expr-diff=test/conformance/expr_diff.sh test/tools/layers.sh \
            $(sort $(wildcard test/cli/*.t test/conformance/*.t))

TESTED = $(BINARY) $(B)/unit $(B)/conformance $(FAULTS) $(SHIMS) \
         $(B)/expr_eval $(TEST_TOOLS)

check: $(TESTED) ## run every test (CI=1: sanitizers and fuzzing too)
	@sh test/tools/packages.sh check
	$(if $(CI),+@$(MAKE) --no-print-directory SAN=1 unit-program)
	@BLOKCTL=$(abspath $(BINARY)) BUILD=$(abspath $(B)) BUILT_CI=$(CI) MAKEFLAGS= $(TOOLS)/tap $(or $(T),$(ALL_TESTS))

unit: $(B)/unit ## run the unit tests (T='file name' chooses)
	@$(B)/unit $(T)

unit-program: $(B)/unit

fuzz-programs: $(FUZZERS:%.c=$(B)/%)

fuzz: $(TOOLS)/tap ## fuzz every parser for FUZZ_SECONDS in all (180)
	@$(TOOLS)/tap -v -t $$(($${FUZZ_SECONDS:-180} + 600)) fuzz=test/tools/fuzz.sh

locale: ## bring templates/locale/*.po up to the texts of the code
	@sh test/tools/locale.sh update

coverage: ## after `make check COV=1`: what the tests have taken, by folder
	@sh test/tools/coverage.sh

pictures: $(BINARY) $(TOOLS)/picture $(TOOLS)/pty ## make the pictures of the README anew
	@sh test/tools/pictures.sh $(BINARY)

bench: $(BINARY) $(TOOLS)/measure ## measure
	@for b in test/bench/*.sh; do [ ! -f "$$b" ] || BLOKCTL=$(abspath $(BINARY)) sh "$$b" || exit 1; done

objects: $(OBJECTS)

analyze: ## read the code with gcc -fanalyzer, cppcheck, clang-tidy
	@sh test/tools/analyze.sh $(SOURCES)

install: $(BINARY) ## DESTDIR, PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/blokctl \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/blokctl
	install -m 644 LICENSE README.md $(DESTDIR)$(PREFIX)/share/doc/blokctl
	for m in $(MANUALS:man/%=%); do \
		install -d $(DESTDIR)$(PREFIX)/share/man/$${m%/*} && \
		install -m 644 man/$$m $(DESTDIR)$(PREFIX)/share/man/$$m || exit 1; done
	$(abspath $(BINARY)) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/blokctl
	$(abspath $(BINARY)) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_blokctl
	$(abspath $(BINARY)) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/blokctl.fish

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/blokctl $(MANUALS:man/%=$(DESTDIR)$(PREFIX)/share/man/%) \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/blokctl \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_blokctl \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/blokctl.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/blokctl

dist: ## a tarball of what is committed, .build/blokctl-VERSION.tar.gz
	@mkdir -p .build
	@git archive --format=tar --prefix=blokctl-$(VERSION)/ HEAD | \
		gzip -9n > .build/blokctl-$(VERSION).tar.gz
	@echo .build/blokctl-$(VERSION).tar.gz

deb: $(BINARY) ## a Debian package, .build/blokctl_VERSION_ARCH.deb
	@MAKE="$(MAKE)" sh test/tools/deb.sh $(BINARY) $(VERSION)

clean: ## remove everything that was built
	rm -rf .build blokctl

help: ## this list
	@awk -F ':[^#]*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

-include $(OBJECTS:.o=.d) $(wildcard $(B)/test/fault/*.d $(B)/test/tools/*.d) $(UNIT:%.c=$(B)/%.d) $(CONFORM:%.c=$(B)/%.d) $(FUZZERS:%.c=$(B)/%.d)
