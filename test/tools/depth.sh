# Sourced by the tests of faults: how much of a sweep is done.
depth() { # depth FULL CI DEVELOPER: the one that is in force (FULL=1 goes before CI=1)
	case ${FULL:+full}${CI:+ci} in
	full*) echo "$1" ;;
	ci) echo "$2" ;;
	*) echo "$3" ;;
	esac
}
