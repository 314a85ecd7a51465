using Suwen.Storage.Schema;

namespace Suwen.Sources.Hl7v2;

/// <summary>The tables that messages fill, and the places of their columns, looked up once.</summary>
internal static class Columns
{
    internal static class SourcePerson
    {
        public static readonly Table Table = CanonicalModel.Table("cn_source_person");
        public static readonly int PersonSourceValue = Table["person_source_value"];
        public static readonly int FullName = Table["full_name"];
        public static readonly int FamilyName = Table["family_name"];
        public static readonly int GivenName = Table["given_name"];
        public static readonly int NamePinyin = Table["name_pinyin"];
        public static readonly int GenderSourceValue = Table["gender_source_value"];
        public static readonly int GenderConceptId = Table["gender_concept_id"];
        public static readonly int BirthDate = Table["birth_date"];
        public static readonly int BirthDatetime = Table["birth_datetime"];
        public static readonly int YearOfBirth = Table["year_of_birth"];
        public static readonly int MonthOfBirth = Table["month_of_birth"];
        public static readonly int DayOfBirth = Table["day_of_birth"];
        public static readonly int RaceSourceValue = Table["race_source_value"];
        public static readonly int EthnicitySourceValue = Table["ethnicity_source_value"];
        public static readonly int CnEthnicGroup = Table["cn_ethnic_group"];
        public static readonly int Nationality = Table["nationality"];
        public static readonly int MaritalStatus = Table["marital_status"];
        public static readonly int NativePlace = Table["native_place"];
        public static readonly int NationalId = Table["national_id"];
        public static readonly int IdentityDocumentType = Table["identity_document_type"];
        public static readonly int Phone = Table["phone"];
        public static readonly int Email = Table["email"];
        public static readonly int Address = Table["address"];
        public static readonly int CountyCode = Table["county_code"];
        public static readonly int Postcode = Table["postcode"];
        public static readonly int InsuranceType = Table["insurance_type"];
        public static readonly int InsuranceNo = Table["insurance_no"];
        public static readonly int GuardianName = Table["guardian_name"];
        public static readonly int GuardianPhone = Table["guardian_phone"];
        public static readonly int Language = Table["language"];
        public static readonly int Deceased = Table["deceased"];
        public static readonly int DeathDatetime = Table["death_datetime"];
        public static readonly int Active = Table["active"];
    }

    internal static class PersonIdentifier
    {
        public static readonly Table Table = CanonicalModel.Table("cn_person_identifier");
        public static readonly int Type = Table["identifier_type"];
        public static readonly int System = Table["identifier_system"];
        public static readonly int Value = Table["identifier_value"];
        public static readonly int AssigningFacility = Table["assigning_facility"];
        public static readonly int ValidFrom = Table["valid_from"];
        public static readonly int ValidTo = Table["valid_to"];
    }

    internal static class Death
    {
        public static readonly Table Table = CanonicalModel.Table("death");
        public static readonly int Date = Table["death_date"];
        public static readonly int Datetime = Table["death_datetime"];
        public static readonly int TypeConceptId = Table["death_type_concept_id"];
        public static readonly int CauseSourceValue = Table["cause_source_value"];
    }

    internal static class Provider
    {
        public static readonly Table Table = CanonicalModel.Table("provider");
        public static readonly int Name = Table["provider_name"];
        public static readonly int SourceValue = Table["provider_source_value"];
    }

    internal static class CareSite
    {
        public static readonly Table Table = CanonicalModel.Table("care_site");
        public static readonly int Name = Table["care_site_name"];
        public static readonly int SourceValue = Table["care_site_source_value"];
        public static readonly int PlaceOfServiceSourceValue = Table["place_of_service_source_value"];
    }

    internal static class Visit
    {
        public static readonly Table Table = CanonicalModel.Table("visit_occurrence");
        public static readonly int ConceptId = Table["visit_concept_id"];
        public static readonly int StartDate = Table["visit_start_date"];
        public static readonly int StartDatetime = Table["visit_start_datetime"];
        public static readonly int EndDate = Table["visit_end_date"];
        public static readonly int EndDatetime = Table["visit_end_datetime"];
        public static readonly int TypeConceptId = Table["visit_type_concept_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int CareSite = Table["care_site_id"];
        public static readonly int SourceValue = Table["visit_source_value"];
        public static readonly int SourceVocabulary = Table["visit_source_vocabulary"];
        public static readonly int AdmittedFromSourceValue = Table["admitted_from_source_value"];
        public static readonly int DischargedToSourceValue = Table["discharged_to_source_value"];
        public static readonly int Status = Table["visit_status"];
        public static readonly int DepartmentSourceValue = Table["department_source_value"];
        public static readonly int BedSourceValue = Table["bed_source_value"];
        public static readonly int ReasonSourceValue = Table["reason_source_value"];
    }

    internal static class VisitDetail
    {
        public static readonly Table Table = CanonicalModel.Table("visit_detail");
        public static readonly int ConceptId = Table["visit_detail_concept_id"];
        public static readonly int StartDate = Table["visit_detail_start_date"];
        public static readonly int StartDatetime = Table["visit_detail_start_datetime"];
        public static readonly int TypeConceptId = Table["visit_detail_type_concept_id"];
        public static readonly int CareSite = Table["care_site_id"];
        public static readonly int SourceValue = Table["visit_detail_source_value"];
        public static readonly int AdmittedFromSourceValue = Table["admitted_from_source_value"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int BedSourceValue = Table["bed_source_value"];
    }

    internal static class Condition
    {
        public static readonly Table Table = CanonicalModel.Table("condition_occurrence");
        public static readonly int ConceptId = Table["condition_concept_id"];
        public static readonly int StartDate = Table["condition_start_date"];
        public static readonly int StartDatetime = Table["condition_start_datetime"];
        public static readonly int EndDate = Table["condition_end_date"];
        public static readonly int EndDatetime = Table["condition_end_datetime"];
        public static readonly int TypeConceptId = Table["condition_type_concept_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int SourceValue = Table["condition_source_value"];
        public static readonly int StatusSourceValue = Table["condition_status_source_value"];
        public static readonly int SourceVocabulary = Table["condition_source_vocabulary"];
        public static readonly int SourceName = Table["condition_source_name"];
        public static readonly int VerificationStatusSourceValue = Table["verification_status_source_value"];
    }

    internal static class Procedure
    {
        public static readonly Table Table = CanonicalModel.Table("procedure_occurrence");
        public static readonly int ConceptId = Table["procedure_concept_id"];
        public static readonly int Date = Table["procedure_date"];
        public static readonly int Datetime = Table["procedure_datetime"];
        public static readonly int TypeConceptId = Table["procedure_type_concept_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int SourceValue = Table["procedure_source_value"];
        public static readonly int ModifierSourceValue = Table["modifier_source_value"];
        public static readonly int SourceVocabulary = Table["procedure_source_vocabulary"];
        public static readonly int SourceName = Table["procedure_source_name"];
        public static readonly int StatusSourceValue = Table["procedure_status_source_value"];
    }

    internal static class Drug
    {
        public static readonly Table Table = CanonicalModel.Table("drug_exposure");
        public static readonly int ConceptId = Table["drug_concept_id"];
        public static readonly int StartDate = Table["drug_exposure_start_date"];
        public static readonly int StartDatetime = Table["drug_exposure_start_datetime"];
        public static readonly int EndDate = Table["drug_exposure_end_date"];
        public static readonly int EndDatetime = Table["drug_exposure_end_datetime"];
        public static readonly int VerbatimEndDate = Table["verbatim_end_date"];
        public static readonly int TypeConceptId = Table["drug_type_concept_id"];
        public static readonly int Refills = Table["refills"];
        public static readonly int Quantity = Table["quantity"];
        public static readonly int Sig = Table["sig"];
        public static readonly int LotNumber = Table["lot_number"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int SourceValue = Table["drug_source_value"];
        public static readonly int RouteSourceValue = Table["route_source_value"];
        public static readonly int DoseUnitSourceValue = Table["dose_unit_source_value"];
        public static readonly int SourceVocabulary = Table["drug_source_vocabulary"];
        public static readonly int SourceName = Table["drug_source_name"];
        public static readonly int DoseValue = Table["dose_value"];
        public static readonly int StatusSourceValue = Table["drug_status_source_value"];
    }

    internal static class Measurement
    {
        public static readonly Table Table = CanonicalModel.Table("measurement");
        public static readonly int ConceptId = Table["measurement_concept_id"];
        public static readonly int Date = Table["measurement_date"];
        public static readonly int Datetime = Table["measurement_datetime"];
        public static readonly int TypeConceptId = Table["measurement_type_concept_id"];
        public static readonly int OperatorConceptId = Table["operator_concept_id"];
        public static readonly int ValueAsNumber = Table["value_as_number"];
        public static readonly int RangeLow = Table["range_low"];
        public static readonly int RangeHigh = Table["range_high"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int SourceValue = Table["measurement_source_value"];
        public static readonly int UnitSourceValue = Table["unit_source_value"];
        public static readonly int ValueSourceValue = Table["value_source_value"];
        public static readonly int SourceVocabulary = Table["measurement_source_vocabulary"];
        public static readonly int SourceName = Table["measurement_source_name"];
        public static readonly int AbnormalFlagSourceValue = Table["abnormal_flag_source_value"];
        public static readonly int RangeSourceValue = Table["range_source_value"];
        public static readonly int Order = Table["order_id"];
        public static readonly int Specimen = Table["specimen_id"];
        public static readonly int StatusSourceValue = Table["measurement_status_source_value"];
    }

    internal static class Observation
    {
        public static readonly Table Table = CanonicalModel.Table("observation");
        public static readonly int ConceptId = Table["observation_concept_id"];
        public static readonly int Date = Table["observation_date"];
        public static readonly int Datetime = Table["observation_datetime"];
        public static readonly int TypeConceptId = Table["observation_type_concept_id"];
        public static readonly int ValueAsNumber = Table["value_as_number"];
        public static readonly int ValueAsString = Table["value_as_string"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int SourceValue = Table["observation_source_value"];
        public static readonly int UnitSourceValue = Table["unit_source_value"];
        public static readonly int QualifierSourceValue = Table["qualifier_source_value"];
        public static readonly int ValueSourceValue = Table["value_source_value"];
        public static readonly int SourceVocabulary = Table["observation_source_vocabulary"];
        public static readonly int SourceName = Table["observation_source_name"];
        public static readonly int Category = Table["observation_category"];
        public static readonly int StatusSourceValue = Table["observation_status_source_value"];
    }

    internal static class Note
    {
        public static readonly Table Table = CanonicalModel.Table("note");
        public static readonly int Date = Table["note_date"];
        public static readonly int Datetime = Table["note_datetime"];
        public static readonly int TypeConceptId = Table["note_type_concept_id"];
        public static readonly int ClassConceptId = Table["note_class_concept_id"];
        public static readonly int Title = Table["note_title"];
        public static readonly int Text = Table["note_text"];
        public static readonly int EncodingConceptId = Table["encoding_concept_id"];
        public static readonly int LanguageConceptId = Table["language_concept_id"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int SourceValue = Table["note_source_value"];
        public static readonly int ClassSourceValue = Table["note_class_source_value"];
        public static readonly int StatusSourceValue = Table["note_status_source_value"];
        public static readonly int ContentType = Table["note_content_type"];
    }

    internal static class Specimen
    {
        public static readonly Table Table = CanonicalModel.Table("specimen");
        public static readonly int ConceptId = Table["specimen_concept_id"];
        public static readonly int TypeConceptId = Table["specimen_type_concept_id"];
        public static readonly int Date = Table["specimen_date"];
        public static readonly int Datetime = Table["specimen_datetime"];
        public static readonly int Quantity = Table["quantity"];
        public static readonly int SourceId = Table["specimen_source_id"];
        public static readonly int SourceValue = Table["specimen_source_value"];
        public static readonly int UnitSourceValue = Table["unit_source_value"];
        public static readonly int AnatomicSiteSourceValue = Table["anatomic_site_source_value"];
    }

    internal static class PayerPlan
    {
        public static readonly Table Table = CanonicalModel.Table("payer_plan_period");
        public static readonly int StartDate = Table["payer_plan_period_start_date"];
        public static readonly int EndDate = Table["payer_plan_period_end_date"];
        public static readonly int PayerSourceValue = Table["payer_source_value"];
        public static readonly int PlanSourceValue = Table["plan_source_value"];
        public static readonly int SponsorSourceValue = Table["sponsor_source_value"];
        public static readonly int FamilySourceValue = Table["family_source_value"];
    }

    internal static class Cost
    {
        public static readonly Table Table = CanonicalModel.Table("cost");
        public static readonly int EventId = Table["cost_event_id"];
        public static readonly int DomainId = Table["cost_domain_id"];
        public static readonly int TypeConceptId = Table["cost_type_concept_id"];
        public static readonly int TotalCharge = Table["total_charge"];
        public static readonly int TotalCost = Table["total_cost"];
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int Date = Table["cost_date"];
        public static readonly int CurrencySourceValue = Table["currency_source_value"];
        public static readonly int SourceValue = Table["cost_source_value"];
        public static readonly int SourceVocabulary = Table["cost_source_vocabulary"];
        public static readonly int SourceName = Table["cost_source_name"];
    }

    internal static class Order
    {
        public static readonly Table Table = CanonicalModel.Table("cn_order");
        public static readonly int Date = Table["order_date"];
        public static readonly int Datetime = Table["order_datetime"];
        public static readonly int Type = Table["order_type"];
        public static readonly int Status = Table["order_status"];
        public static readonly int PlacerOrderNumber = Table["placer_order_number"];
        public static readonly int FillerOrderNumber = Table["filler_order_number"];
        public static readonly int GroupNumber = Table["group_number"];
        public static readonly int SourceValue = Table["order_source_value"];
        public static readonly int SourceVocabulary = Table["order_source_vocabulary"];
        public static readonly int SourceName = Table["order_source_name"];
        public static readonly int Priority = Table["priority"];
        public static readonly int Quantity = Table["quantity"];
        public static readonly int UnitSourceValue = Table["unit_source_value"];
        public static readonly int FrequencySourceValue = Table["frequency_source_value"];
        public static readonly int ScheduledStartDatetime = Table["scheduled_start_datetime"];
        public static readonly int ScheduledEndDatetime = Table["scheduled_end_datetime"];
        public static readonly int ReasonSourceValue = Table["reason_source_value"];
        public static readonly int Instruction = Table["instruction"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int CareSite = Table["care_site_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
    }

    internal static class Report
    {
        public static readonly Table Table = CanonicalModel.Table("cn_diagnostic_report");
        public static readonly int Visit = Table["visit_occurrence_id"];
        public static readonly int SourceValue = Table["report_source_value"];
        public static readonly int SourceVocabulary = Table["report_source_vocabulary"];
        public static readonly int SourceName = Table["report_source_name"];
        public static readonly int Category = Table["report_category"];
        public static readonly int Status = Table["report_status"];
        public static readonly int Date = Table["report_date"];
        public static readonly int Datetime = Table["report_datetime"];
        public static readonly int IssuedDatetime = Table["issued_datetime"];
        public static readonly int Conclusion = Table["conclusion"];
        public static readonly int Text = Table["report_text"];
        public static readonly int Order = Table["order_id"];
        public static readonly int Provider = Table["provider_id"];
    }

    internal static class Allergy
    {
        public static readonly Table Table = CanonicalModel.Table("cn_allergy");
        public static readonly int SourceValue = Table["allergy_source_value"];
        public static readonly int SourceVocabulary = Table["allergy_source_vocabulary"];
        public static readonly int SourceName = Table["allergy_source_name"];
        public static readonly int Category = Table["allergy_category"];
        public static readonly int Criticality = Table["criticality"];
        public static readonly int Reaction = Table["reaction"];
        public static readonly int Severity = Table["severity"];
        public static readonly int OnsetDate = Table["onset_date"];
        public static readonly int OnsetDatetime = Table["onset_datetime"];
        public static readonly int RecordedDate = Table["recorded_date"];
        public static readonly int ClinicalStatus = Table["clinical_status"];
        public static readonly int VerificationStatus = Table["verification_status"];
        public static readonly int Visit = Table["visit_occurrence_id"];
    }

    internal static class Appointment
    {
        public static readonly Table Table = CanonicalModel.Table("cn_appointment");
        public static readonly int Number = Table["appointment_number"];
        public static readonly int StartDatetime = Table["appointment_start_datetime"];
        public static readonly int EndDatetime = Table["appointment_end_datetime"];
        public static readonly int DurationMinutes = Table["duration_minutes"];
        public static readonly int Type = Table["appointment_type"];
        public static readonly int Reason = Table["appointment_reason"];
        public static readonly int Status = Table["appointment_status"];
        public static readonly int ServiceSourceValue = Table["service_source_value"];
        public static readonly int Provider = Table["provider_id"];
        public static readonly int CareSite = Table["care_site_id"];
        public static readonly int Visit = Table["visit_occurrence_id"];
    }
}
