// A child process of a test; it ends with the test, whatever happens to it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace postured::test {

class ChildProcess {
 public:
  // `keep_fd` (-1: none) stays open in the child; its error output is dropped.
  explicit ChildProcess(const std::vector<std::string>& command, int keep_fd = -1);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  void signal(int number) const;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

// Is there such a program in PATH?
bool program_exists(const std::string& name);

}  // namespace postured::test
