#include "core/db/driver.h"

extern const struct source_driver lite_driver;

const struct source_driver *const source_drivers[] = {&lite_driver, NULL};
