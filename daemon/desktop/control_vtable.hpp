// Our D-Bus object as libsystemd wants it: every row of control_methods(), the Prompt signal and
// every property of ControlState. Its user data is a ControlService.
#pragma once

#include "desktop/sd_handles.hpp"

namespace postured {

const sd_bus_vtable* control_vtable();

}  // namespace postured
