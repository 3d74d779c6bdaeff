#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

/* The version of the kernel's Landlock (landlock(7)); 0: it has none, or it is switched off. */
int landlock_version(void);

#endif
