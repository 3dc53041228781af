/* Lets Debian's libserialport 0.1.1 open a pseudo-terminal through its ordinary functions, for
 * tests of the code path of real ports. Linked into a test program, or built as a shared object and
 * put into LD_PRELOAD.
 *
 * SERIAL_SHIM_PORTS names the ptys that shall pass for real ports, separated by ':' ("/dev/pts/3").
 * For these:
 *  - stat() reports the major number of USB modems (166), so that they are not taken for ptys;
 *  - /sys/class/tty/<name> seems to exist, which libserialport asks for, where nothing is there;
 *  - the modem lines (TIOCMGET and so on) answer; a pty has none. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kUsbModemMajor = 166 };

/* True when `path` is one of the listed ports. */
static int is_listed(const char* path) {
  const char* at = getenv("SERIAL_SHIM_PORTS");
  const size_t length = strlen(path);
  while (at != NULL && *at != '\0') {
    const char* end = strchr(at, ':');
    const size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
    if (n == length && strncmp(at, path, n) == 0) return 1;
    at = end != NULL ? end + 1 : NULL;
  }
  return 0;
}

/* True for /sys/class/tty/<name> of a listed port /dev/<name>. */
static int is_sysfs_entry(const char* path) {
  static const char prefix[] = "/sys/class/tty/";
  char node[256] = "/dev/";
  if (strncmp(path, prefix, sizeof prefix - 1) != 0) return 0;
  if (strlen(path) - (sizeof prefix - 1) >= sizeof node - sizeof "/dev/") return 0;
  strcat(node, path + sizeof prefix - 1);
  return is_listed(node);
}

int stat(const char* path, struct stat* info) {
  typedef int (*Function)(const char*, struct stat*);
  const Function real = (Function)dlsym(RTLD_NEXT, "stat");
  const int result = real(path, info);
  if (result == 0 && is_listed(path)) info->st_rdev = makedev(kUsbModemMajor, 0);
  return result;
}

int lstat(const char* path, struct stat* info) {
  typedef int (*Function)(const char*, struct stat*);
  const Function real = (Function)dlsym(RTLD_NEXT, "lstat");
  const int result = real(path, info);
  if (result == 0 || !is_sysfs_entry(path)) return result;
  memset(info, 0, sizeof *info);
  info->st_mode = S_IFLNK | 0777;
  return 0;
}

/* What lstat() was in programs built before glibc 2.33: Debian's libserialport still calls it. */
int __lxstat(int version, const char* path, struct stat* info) {
  (void)version;
  return lstat(path, info);
}

ssize_t readlink(const char* path, char* target, size_t size) {
  typedef ssize_t (*Function)(const char*, char*, size_t);
  static const char device[] = "../../devices/platform/serial_shim";
  const Function real = (Function)dlsym(RTLD_NEXT, "readlink");
  const ssize_t result = real(path, target, size);
  size_t n = sizeof device - 1;
  if (result >= 0 || !is_sysfs_entry(path)) return result;
  if (n > size) n = size;
  memcpy(target, device, n);
  return (ssize_t)n;
}

int ioctl(int fd, unsigned long request, ...) {
  typedef int (*Function)(int, unsigned long, void*);
  const Function real = (Function)dlsym(RTLD_NEXT, "ioctl");
  va_list arguments;
  void* argument;
  int result;
  va_start(arguments, request);
  argument = va_arg(arguments, void*);
  va_end(arguments);
  result = real(fd, request, argument);
  if (result == 0 || (errno != ENOTTY && errno != EINVAL)) return result;
  if (getenv("SERIAL_SHIM_PORTS") == NULL || !isatty(fd)) return result;
  if (request == TIOCMGET) {
    *(int*)argument = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
    return 0;
  }
  return request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC ? 0 : result;
}

#ifdef __cplusplus
}
#endif
