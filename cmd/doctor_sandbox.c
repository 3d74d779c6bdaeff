#include "cmd/doctor.h"

#include "core/base/clock.h"
#include "core/base/landlock.h"
#include "core/base/proc.h"
#include "core/base/seccomp.h"
#include "core/base/tr.h"
#include "core/config/config.h"
#include "core/data/sandbox_policy.h"

extern char **environ;

#define PROBE_TIMEOUT_US 5000000

static void describe_kernel(struct str *out)
{
	int version = landlock_version();

	if (version)
		str_addf(out, "Landlock %d", version);
	else
		str_add(out, tr("no Landlock"));
	str_add(out, seccomp_is_there() ? tr(" and seccomp") : tr(", no seccomp"));
}

/* Starts a shell under it that looks whether it is held: the list of the files in /
 * is nothing that programs need.  What the user has opened besides does not count. */
static bool is_in_force(const struct sandbox *policy, unsigned *ret_lacks, struct err *err)
{
	static const char *const argv[] = {"/bin/sh", "-c",
		"set -- /*; [ \"$1\" = '/*' ] && grep -q '^NoNewPrivs:.1' /proc/self/status &&"
		" grep -q '^Seccomp:.2' /proc/self/status",
		NULL};
	const struct proc_watch watch = {.max_output = 4096,
		.deadline_us = clock_mono_us() + PROBE_TIMEOUT_US,
		.wake_fd = -1};
	struct sandbox probe = *policy;
	struct proc_spec spec = {.argv = argv, .env = environ, .sandbox = &probe};
	struct proc_result r;
	struct proc p;
	bool ok;

	probe.read = probe.write = NULL;
	probe.limits = (struct sandbox_limits){.processes = policy->limits.processes};
	if (!proc_start(&spec, &p, err))
		return false;
	*ret_lacks = p.lacks;
	proc_wait(&p, &watch, &r);
	ok = r.end == PROC_ENDED && r.status == 0;
	proc_result_release(&r);
	return ok || p.lacks ||
	       err_set(err, ERR_REFUSED, "a program was started in it and not held");
}

static void tell(struct doctor *d, const struct sandbox *policy, const char *kernel)
{
	bool required = policy->mode == SANDBOX_REQUIRED;
	struct str what = {0}, why = {0};
	struct err err = {0};
	unsigned lacks = 0;

	sandbox_print(policy, &what);
	if (!is_in_force(policy, &lacks, &err)) {
		doctor_say(d, required ? DOCTOR_ERROR : DOCTOR_WARNING, N_("sandbox"), "%s",
			err.message);
		doctor_hint(
			d, tr("with sandbox.mode required, no step that starts a program can run"));
	} else if (lacks) {
		sandbox_explain(lacks, &why);
		doctor_say(d, DOCTOR_WARNING, N_("sandbox"), tr("not whole: %s (%s)"),
			str_text(&why), kernel);
		doctor_hint(d, tr("sandbox.mode required refuses to run like that"));
	} else {
		doctor_say(d, DOCTOR_OK, N_("sandbox"), tr("in force by %s: %s"), kernel,
			str_text(&what));
	}
	str_release(&what);
	str_release(&why);
}

void doctor_sandbox(struct doctor *d, const struct doctor_options *o)
{
	struct app *app = doctor_app(d);
	const struct sandbox *policy;
	struct str kernel = {0};

	(void)o;
	if (!app->config)
		return; /* told already */
	describe_kernel(&kernel);
	policy = sandbox_policy(&app->arena,
		&(struct sandbox_sources){config_get(app->config, "sandbox"), NULL, NULL});
	if (policy)
		tell(d, policy, str_text(&kernel));
	else
		doctor_say(d, DOCTOR_OK, N_("sandbox"),
			tr("off: steps run with the user's rights unless they say otherwise "
			   "(kernel: "
			   "%s)"),
			str_text(&kernel));
	str_release(&kernel);
}
