// A case with a spring clip for a collar, a pocket or a waistband, printed in two parts: the lid
// flat, the case on its long side, so that the layers run along the clip, with supports. Measure
// your boards and change the first lines; millimetres.
//
//   openscad -o case.stl -D 'part="case"' clip_case.scad
//   openscad -o lid.stl  -D 'part="lid"'  clip_case.scad

part = "both";          // "case", "lid" or "both" side by side
inside = [46, 24, 13];  // Nano (45 x 18) with an MPU-6050 module (21 x 16) above it
cable = [12, 8];        // opening for the plug: width, height
button_hole = 7;        // diameter in the lid; 0 = none
cloth = 2.5;            // gap between case and clip

wall = 1.6;             // four lines of a 0.4 mm nozzle
clip_width = 16;
clip_thick = 2.4;       // PETG or PLA; TPU is too soft
corner = 3;
slack = 0.25;           // between lid and case
$fn = 48;

outside = inside + [2 * wall, 2 * wall, wall];

module rounded(size, r) {
  linear_extrude(size[2]) offset(r) translate([r, r]) square([size[0] - 2 * r, size[1] - 2 * r]);
}

// Bends over the cloth.
module clip() {
  length = outside[0] * 0.8;
  translate([0, (outside[1] - clip_width) / 2, 0]) {
    // The bridge.
    translate([-clip_thick, 0, -cloth - clip_thick])
      cube([clip_thick + wall / 2, clip_width, cloth + clip_thick + 6]);
    // The tongue, with a thumb's end that opens outwards and a bead that holds the cloth.
    translate([-clip_thick, 0, -cloth - clip_thick]) cube([length, clip_width, clip_thick]);
    translate([length - clip_thick - 6, 0.5, -cloth - 0.2])
      rotate([-90, 0, 0]) cylinder(d = 2.4, h = clip_width - 1);
    translate([length - 2 * clip_thick, 0.5, -cloth - clip_thick + 0.1])
      rotate([0, 25, 0]) cube([9, clip_width - 1, clip_thick]);
  }
}

module case() {
  difference() {
    rounded(outside, corner);
    translate([wall, wall, wall]) rounded(inside + [0, 0, 1], corner - wall);
    // The plug, on the side away from the clip's bridge.
    translate([outside[0] - 2 * wall, (outside[1] - cable[0]) / 2, wall + 1.5])
      cube([3 * wall, cable[0], cable[1]]);
    // Where the lid's ridges snap in.
    for (y = [0, outside[1]])
      translate([outside[0] / 2, y == 0 ? wall : outside[1] - wall, outside[2] - 3])
        rotate([0, 90, 0]) cylinder(d = 1.2, h = 14, center = true);
  }
  clip();
}

module lid() {
  difference() {
    union() {
      rounded([outside[0], outside[1], wall], corner);
      translate([wall + slack, wall + slack, wall]) difference() {
        rounded([inside[0] - 2 * slack, inside[1] - 2 * slack, 4], corner - wall);
        translate([wall, wall, -1])
          rounded([inside[0] - 2 * slack - 2 * wall, inside[1] - 2 * slack - 2 * wall, 6], 0.5);
      }
      for (y = [wall + slack, outside[1] - wall - slack])
        translate([outside[0] / 2, y, wall + 3])
          rotate([0, 90, 0]) cylinder(d = 0.9, h = 12, center = true);
    }
    if (button_hole > 0)
      translate([outside[0] / 2, outside[1] / 2, -1]) cylinder(d = button_hole, h = wall + 2);
    // Room for the plug.
    translate([outside[0] - 3 * wall, (outside[1] - cable[0]) / 2, wall])
      cube([4 * wall, cable[0], 6]);
  }
}

if (part == "case" || part == "both") case();
if (part == "lid" || part == "both") translate([0, outside[1] + 12, 0]) lid();
