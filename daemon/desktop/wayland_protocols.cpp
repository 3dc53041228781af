#include "desktop/wayland_protocols.hpp"

namespace postured::wayland {
namespace {

// A row of types has an entry for each argument; null for those that are no objects, or whose
// interface need not be known.
const wl_interface* kNoTypes[] = {nullptr, nullptr, nullptr, nullptr, nullptr};
const wl_interface* kExtTypes[] = {&ext_idle_notification, nullptr, &wl_seat_interface};
const wl_interface* kKdeTypes[] = {&kde_idle_timeout, &wl_seat_interface, nullptr};
const wl_interface* kToplevelTypes[] = {&toplevel};
const wl_interface* kSeatTypes[] = {&wl_seat_interface};
const wl_interface* kOutputTypes[] = {&wl_output_interface};
const wl_interface* kRectangleTypes[] = {&wl_surface_interface, nullptr, nullptr, nullptr, nullptr};

const wl_message kExtRequests[] = {{"destroy", "", kNoTypes},
                                   {"get_idle_notification", "nuo", kExtTypes},
                                   {"get_input_idle_notification", "2nuo", kExtTypes}};
const wl_message kNotificationRequests[] = {{"destroy", "", kNoTypes}};
const wl_message kNotificationEvents[] = {{"idled", "", kNoTypes}, {"resumed", "", kNoTypes}};

const wl_message kKdeRequests[] = {{"get_idle_timeout", "nou", kKdeTypes}};
const wl_message kTimeoutRequests[] = {{"release", "", kNoTypes},
                                       {"simulate_user_activity", "", kNoTypes}};
const wl_message kTimeoutEvents[] = {{"idle", "", kNoTypes}, {"resumed", "", kNoTypes}};

const wl_message kManagerRequests[] = {{"stop", "", kNoTypes}};
const wl_message kManagerEvents[] = {{"toplevel", "n", kToplevelTypes}, {"finished", "", kNoTypes}};
const wl_message kToplevelRequests[] = {{"set_maximized", "", kNoTypes},
                                        {"unset_maximized", "", kNoTypes},
                                        {"set_minimized", "", kNoTypes},
                                        {"unset_minimized", "", kNoTypes},
                                        {"activate", "o", kSeatTypes},
                                        {"close", "", kNoTypes},
                                        {"set_rectangle", "?oiiii", kRectangleTypes},
                                        {"destroy", "", kNoTypes}};
const wl_message kToplevelEvents[] = {{"title", "s", kNoTypes},
                                      {"app_id", "s", kNoTypes},
                                      {"output_enter", "o", kOutputTypes},
                                      {"output_leave", "o", kOutputTypes},
                                      {"state", "a", kNoTypes},
                                      {"done", "", kNoTypes},
                                      {"closed", "", kNoTypes}};

}  // namespace

const wl_interface ext_idle_notifier{"ext_idle_notifier_v1", 2, 3, kExtRequests, 0, nullptr};
const wl_interface ext_idle_notification{"ext_idle_notification_v1", 2, 1,
                                         kNotificationRequests,      2, kNotificationEvents};
const wl_interface kde_idle{"org_kde_kwin_idle", 1, 1, kKdeRequests, 0, nullptr};
const wl_interface kde_idle_timeout{
    "org_kde_kwin_idle_timeout", 1, 2, kTimeoutRequests, 2, kTimeoutEvents};
const wl_interface toplevel_manager{
    "zwlr_foreign_toplevel_manager_v1", 1, 1, kManagerRequests, 2, kManagerEvents};
const wl_interface toplevel{
    "zwlr_foreign_toplevel_handle_v1", 1, 8, kToplevelRequests, 7, kToplevelEvents};

}  // namespace postured::wayland
