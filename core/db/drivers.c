#include "core/db/driver.h"

extern const struct source_driver files_driver, lite_driver;

const struct source_driver *const source_drivers[] = {&files_driver, &lite_driver, NULL};
