#include "core/config/config_impl.h"

#include "core/base/tr.h"

#define TIERS "fast|balanced|powerful"

const struct config_setting config_settings[] = {
	{"ai.builtin", CONFIG_BOOL, "true", NULL,
		"whether the built-in engines serve what no model can"},
	{"ai.max_tokens", CONFIG_INT, "4096", NULL, "the most tokens of an answer"},
	{"ai.model", CONFIG_TEXT, NULL, NULL, "the model that is asked, instead of a tier's"},
	{"ai.models", CONFIG_OBJECT, NULL, NULL, "what is known of models, by PROVIDER/MODEL"},
	{"ai.models.*.context", CONFIG_INT, NULL, NULL, "tokens of prompt and answer together"},
	{"ai.models.*.images", CONFIG_BOOL, NULL, NULL, "whether it reads images"},
	{"ai.models.*.json_schema", CONFIG_BOOL, NULL, NULL, "whether it keeps to a JSON Schema"},
	{"ai.models.*.max_output", CONFIG_INT, NULL, NULL, "the most tokens of an answer"},
	{"ai.models.*.tools", CONFIG_BOOL, NULL, NULL, "whether it calls tools"},
	{"ai.prices", CONFIG_TEXT, NULL, NULL, "a file of prices that wins over the built-in ones"},
	{"ai.provider", CONFIG_TEXT, NULL, NULL, "the provider that is asked, by its name below"},
	{"ai.providers", CONFIG_OBJECT, NULL, NULL, "where models are, by a name of your choice"},
	{"ai.providers.*.api_version", CONFIG_TEXT, NULL, NULL,
		"the protocol's version, where it has one"},
	{"ai.providers.*.base_url", CONFIG_TEXT, NULL, NULL, "where it is, http:// or https://"},
	{"ai.providers.*.file", CONFIG_TEXT, NULL, NULL, "the answers of a script provider"},
	{"ai.providers.*.key", CONFIG_SOURCE, NULL, NULL, "where its key comes from"},
	{"ai.providers.*.key.command", CONFIG_COMMAND, NULL, NULL, "a command that prints the key"},
	{"ai.providers.*.key.env", CONFIG_TEXT, NULL, NULL, "a variable that holds the key"},
	{"ai.providers.*.key.file", CONFIG_TEXT, NULL, NULL, "a file that holds the key"},
	{"ai.providers.*.kind", CONFIG_CHOICE, NULL, "openai|anthropic|ollama|script|builtin",
		"the protocol it speaks"},
	{"ai.providers.*.max_tokens_field", CONFIG_CHOICE, NULL, "max_tokens|max_completion_tokens",
		"what an openai provider calls the limit of an answer"},
	{"ai.providers.*.requests_per_minute", CONFIG_INT, NULL, NULL, "at most so many requests"},
	{"ai.providers.*.tokens_per_minute", CONFIG_INT, NULL, NULL, "at most so many tokens"},
	{"ai.retries", CONFIG_INT, "2", NULL, "how often a failed call is repeated"},
	{"ai.tasks", CONFIG_OBJECT, NULL, NULL, "the tier of each task"},
	{"ai.tasks.*", CONFIG_CHOICE, NULL, TIERS, "the tier of this task"},
	{"ai.tier", CONFIG_CHOICE, NULL, TIERS, "the tier of every task that names none"},
	{"ai.tiers", CONFIG_OBJECT, NULL, NULL, "the models of each tier"},
	{"ai.tiers.balanced", CONFIG_LIST, NULL, NULL,
		"PROVIDER/MODEL, the first that can do it is asked"},
	{"ai.tiers.embed", CONFIG_LIST, NULL, NULL,
		"the same for vectors of texts: servers of one model, for others cannot be "
		"compared"},
	{"ai.tiers.fast", CONFIG_LIST, NULL, NULL, "the same for what is easy"},
	{"ai.tiers.powerful", CONFIG_LIST, NULL, NULL, "the same for what is hard"},
	{"ai.timeout", CONFIG_DURATION, "\"120s\"", NULL,
		"how long a call may take, repetitions included"},
	{"ask.database", CONFIG_TEXT, NULL, NULL,
		"what ask-sql asks without --db: a name below databases, a path"},
	{"ask.language", CONFIG_CHOICE, "\"auto\"", "auto|en|de",
		"the language of questions; auto: by their words"},
	{"ask.max_rows", CONFIG_INT, "1000", NULL, "at most so many rows of an answer"},
	{"ask.share_values", CONFIG_BOOL, "false", NULL,
		"whether models see values that a question names"},
	{"ask.timeout", CONFIG_DURATION, "\"30s\"", NULL, "how long a query may take"},
	{"cache.enabled", CONFIG_BOOL, "true", NULL, "whether answers are kept and used again"},
	{"cache.max_bytes", CONFIG_INT, "67108864", NULL, "how much is kept; the oldest go first"},
	{"cache.scope", CONFIG_CHOICE, "\"user\"", "user|shared", "whose answers a user may get"},
	{"cache.ttl", CONFIG_DURATION, "\"24h\"", NULL, "how long an answer is used again"},
	{"cards.fuzz", CONFIG_BOOL, "true", NULL, "whether intervals vary a little by chance"},
	{"cards.learning_steps", CONFIG_TEXT, "\"1m 10m\"", NULL, "when a new card comes again"},
	{"cards.max_interval", CONFIG_INT, "36500", NULL, "the most days until a card comes again"},
	{"cards.new_per_day", CONFIG_INT, "20", NULL, "new cards of a day"},
	{"cards.parameters", CONFIG_TEXT, NULL, NULL,
		"of FSRS, 21 numbers (or 19, or 17) with blanks between; else its defaults"},
	{"cards.relearning_steps", CONFIG_TEXT, "\"10m\"", NULL,
		"when a forgotten card comes again"},
	{"cards.retention", CONFIG_TEXT, "\"0.9\"", NULL,
		"the chance to know a card when it comes, 0.7 to 0.99"},
	{"cards.reviews_per_day", CONFIG_INT, "200", "none", "reviews of a day, or none for all"},
	{"cards.rollover", CONFIG_INT, "4", NULL, "the hour when a day of study begins"},
	{"cards.timezone", CONFIG_TEXT, NULL, NULL, "whose days count; else that of this machine"},
	{"databases", CONFIG_OBJECT, NULL, NULL, "databases by a name of your choice"},
	{"databases.*.migrations", CONFIG_TEXT, NULL, NULL, "the folder of its migrations"},
	{"databases.*.password", CONFIG_SOURCE, NULL, NULL,
		"where the password of its url comes from"},
	{"databases.*.password.command", CONFIG_COMMAND, NULL, NULL, "a command that prints it"},
	{"databases.*.password.env", CONFIG_TEXT, NULL, NULL, "a variable that holds it"},
	{"databases.*.password.file", CONFIG_TEXT, NULL, NULL, "a file that holds it"},
	{"databases.*.url", CONFIG_TEXT, NULL, NULL,
		"a path, sqlite:PATH or postgres://USER@HOST/NAME"},
	{"features.AI_CLEANUP", CONFIG_BOOL, "true", NULL,
		N_("models may tidy up what was extracted")},
	{"features.AI_GAP_ANALYSIS", CONFIG_BOOL, "true", NULL,
		N_("models may look for what cards do not cover")},
	{"features.AI_GENERATION", CONFIG_BOOL, "true", NULL,
		N_("models may write cards and texts")},
	{"features.AI_HINTS", CONFIG_BOOL, "true", NULL,
		N_("models may give hints while cards are reviewed")},
	{"features.AI_SQL", CONFIG_BOOL, "true", NULL, N_("models may turn questions into SQL")},
	{"lang", CONFIG_CHOICE, "\"auto\"", "auto|en|de",
		"the language of what people read; auto: that of the locale"},
	{"migrate.database", CONFIG_TEXT, NULL, NULL,
		"what migrate works on without --db: a name below databases, a path"},
	{"migrate.dir", CONFIG_TEXT, "\"migrations\"", NULL, "the folder of the migrations"},
	{"network.allow", CONFIG_LIST, NULL, NULL,
		"addresses and networks that may be reached all the same"},
	{"network.deny", CONFIG_LIST, NULL, NULL, "addresses and networks that may not be reached"},
	{"quota.allow_unpriced", CONFIG_BOOL, "false", NULL,
		"whether a model without a price may be asked although money is limited"},
	{"quota.daily_requests", CONFIG_INT, "50", "none", "calls of a user in a day"},
	{"quota.daily_tokens", CONFIG_INT, NULL, "none", "tokens of a user in a day"},
	{"quota.daily_usd", CONFIG_MONEY, NULL, "none", "what a user may spend in a day"},
	{"quota.monthly_requests", CONFIG_INT, "500", "none", "calls of a user in a month"},
	{"quota.monthly_tokens", CONFIG_INT, NULL, "none", "tokens of a user in a month"},
	{"quota.monthly_usd", CONFIG_MONEY, NULL, "none", "what a user may spend in a month"},
	{"quota.timezone", CONFIG_TEXT, "\"UTC\"", NULL,
		"where a day and a month begin at midnight"},
	{"secrets", CONFIG_OBJECT, NULL, NULL,
		"secrets of workflows, by name (the project's file only)"},
	{"secrets.*", CONFIG_SOURCE, NULL, NULL, "where this secret comes from"},
	{"secrets.*.command", CONFIG_COMMAND, NULL, NULL, "a command that prints it"},
	{"secrets.*.env", CONFIG_TEXT, NULL, NULL, "a variable that holds it"},
	{"secrets.*.file", CONFIG_TEXT, NULL, NULL, "a file that holds it"},
	{0},
};

const char *config_kind_name(enum config_kind kind)
{
	switch (kind) {
	case CONFIG_TEXT: return "text";
	case CONFIG_INT: return "whole number";
	case CONFIG_BOOL: return "true or false";
	case CONFIG_DURATION: return "duration";
	case CONFIG_MONEY: return "US dollars";
	case CONFIG_CHOICE: return "choice";
	case CONFIG_LIST: return "list of texts";
	case CONFIG_OBJECT: return "object";
	case CONFIG_COMMAND: return "command";
	case CONFIG_SOURCE: return "source of a secret";
	}
	return "";
}
