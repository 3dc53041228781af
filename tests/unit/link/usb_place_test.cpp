// Modems are told from boards, and a port keeps its identity.
#include "link/usb_place.hpp"

#include <fstream>

#include "link/port_finder.hpp"
#include "link_testing.hpp"

namespace postured {
namespace {

using test::TempDir;

class UsbTree : public ::testing::Test {
 protected:
  void file(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(dir_ / path).parent_path());
    std::ofstream(dir_ / path) << text << '\n';
  }
  // An ACM port of a device at socket 1-1.2, with its interfaces: class, subclass, protocol.
  void device(const std::vector<std::array<std::string, 3>>& interfaces) const {
    file("devices/1-1.2/idVendor", "2341");
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
      const std::string at = "devices/1-1.2/1-1.2:1." + std::to_string(i) + "/";
      file(at + "bInterfaceClass", interfaces[i][0]);
      file(at + "bInterfaceSubClass", interfaces[i][1]);
      file(at + "bInterfaceProtocol", interfaces[i][2]);
    }
    std::filesystem::create_directories(dir_ / "class/tty/ttyACM0");
    std::filesystem::create_symlink(dir_ / "devices/1-1.2/1-1.2:1.0",
                                    dir_ / "class/tty/ttyACM0/device");
    file("class/tty/ttyACM0/dev", "166:0");
  }
  void driver(const std::string& name) const {
    std::filesystem::create_directories(dir_ / ("drivers/" + name));
    std::filesystem::create_symlink(dir_ / ("drivers/" + name),
                                    dir_ / "devices/1-1.2/1-1.2:1.0/driver");
  }
  UsbPlace place() const { return usb_place("ttyACM0", dir_.path(), dir_ / "udev"); }
  TempDir dir_;
};

TEST_F(UsbTree, ABoardIsNoModemAndHasItsSocket) {
  device({{"02", "02", "01"}, {"0a", "00", "00"}});
  driver("cdc_acm");
  EXPECT_EQ(place().socket, "1-1.2");
  EXPECT_FALSE(place().modem);
  EXPECT_EQ(usb_place("ttyACM7", dir_.path()).socket, "");
}

TEST_F(UsbTree, ADeviceThatIsANetworkTooIsAModemOrAPhone) {
  for (const char* model : {"06", "0c", "0d", "0e"}) {
    std::filesystem::remove_all(dir_ / "devices");
    std::filesystem::remove_all(dir_ / "class");
    device({{"02", "02", "01"}, {"0a", "00", "00"}, {"02", model, "00"}});
    EXPECT_TRUE(place().modem) << model;
  }
}

TEST_F(UsbTree, AModemsDriverOrModemManagersWordWillDo) {
  device({{"ff", "ff", "ff"}});
  EXPECT_FALSE(place().modem);
  driver("option1");
  EXPECT_TRUE(place().modem);
  std::filesystem::remove(dir_ / "devices/1-1.2/1-1.2:1.0/driver");
  EXPECT_FALSE(place().modem);
  file("udev/c166:0", "E:ID_MM_CANDIDATE=1\nE:ID_MM_PORT_TYPE_AT_PRIMARY=1");
  EXPECT_TRUE(place().modem);
}

TEST(PortIdentity, IsTheSameUnderAnotherName) {
  PortInfo port;
  port.path = "/dev/ttyACM0";
  EXPECT_EQ(port_identity(port), "/dev/ttyACM0");
  port.vid = 0x2341;
  port.pid = 0x8036;
  port.socket = "1-1.2";
  EXPECT_EQ(port_identity(port), "usb:2341:8036@1-1.2");
  port.serial = "8573";
  EXPECT_EQ(port_identity(port), "usb:2341:8036:8573");
}

}  // namespace
}  // namespace postured
