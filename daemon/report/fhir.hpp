// Posture and sitting for clinicians: an HL7 FHIR R4 (4.0.1) Bundle of type collection with one
// Observation a figure, a day or week each, and the CodeSystem of our own codes.
//
// Codes: pain is LOINC 72514-3 "Pain severity - 0-10 verbal numeric rating [Score] - Reported".
// For the rest there is no published code that means the same (LOINC 87705-0, sedentary activity,
// is about 24 h and energy, not about worn hours and posture), so they have our own system,
// described in the bundle. Units are UCUM. There is no subject: whoever imports it knows whose it
// is. Structure: hl7.org/fhir/R4/bundle.html, observation.html, codesystem.html, datatypes.html.
#pragma once

#include <span>
#include <string>

#include "report/report_data.hpp"
#include "report/week_figures.hpp"

namespace postured {

inline constexpr const char* kFhirCodeSystem = "urn:uuid:6f1d3c2e-8a54-4b7e-9c1d-2e5b7a9f4c10";

// Figures that are not known are left out, and days without wear.
std::string fhir_bundle(std::span<const WeekFigures> weeks, std::span<const PainEntry> pain,
                        const WallTime& made_at, const std::string& version);

}  // namespace postured
