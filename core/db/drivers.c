#include "core/db/driver.h"

extern const struct source_driver files_driver, lite_driver, postgres_driver;

const struct source_driver *const source_drivers[] = {
	&postgres_driver, &files_driver, &lite_driver, NULL};
