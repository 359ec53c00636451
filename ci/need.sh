# Sourced by the scripts that need programs: installs what is missing, or says what to install.

# need PROGRAM:PACKAGE … - each program by its name, and the Debian package that brings it
need() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || missing+=("$pair")
    done
    if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "These programs are missing: ${missing[*]%%:*}. Install them first (in Debian: ${missing[*]##*:})." >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]##*:}" >/dev/null
    for pair in "${missing[@]}"; do
        if ! command -v "${pair%%:*}" >/dev/null; then
            echo "${pair%%:*} is still missing, though the package ${pair##*:} is installed." >&2
            exit 1
        fi
    done
}
