//! What labels say: numbers of the two card standards, and words in seven languages.

use bonafide_types::Field;

use crate::fold::folded;

/// What stands behind a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// One field.
    One(Field),
    /// Surname and given names together.
    FullName,
    /// Street, city, state and postal code.
    Address,
    /// Something that is none of the fields; its value must not go to another label.
    Other,
}

/// Which standard numbers the fields of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scheme {
    /// AAMVA DL/ID Card Design Standard (2020), annex A.
    Aamva,
    /// Directive 2006/126/EC, annex I.
    Eu,
    /// Neither: numbers are no labels.
    None,
}

/// A label in words.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Capital ASCII letters and digits.
    pub(crate) key: String,
    /// What it says.
    pub(crate) slot: Slot,
    /// How surely it says so, in `[0, 1]`.
    pub(crate) weight: f32,
    /// Whether it is one word, so that no space may stand in it.
    pub(crate) one_word: bool,
    /// Whether it has nothing but letters and digits, so that no mark may stand in it either.
    pub(crate) plain: bool,
}

/// What a field number means under a scheme. AAMVA: annex A, table A.1 (zones and element numbers);
/// EU: directive 2006/126/EC, annex I, page 1 of the licence.
pub(crate) fn numbered(number: &str, scheme: Scheme) -> Option<Slot> {
    let aamva = scheme == Scheme::Aamva;
    Some(match (number, scheme) {
        (_, Scheme::None) => return None,
        ("1", _) => Slot::One(Field::LastName),
        ("2", _) => Slot::One(Field::FirstName),
        ("1,2", _) => Slot::FullName,
        ("3", _) => Slot::One(Field::BirthDate),
        ("4A", _) => Slot::One(Field::IssuedAt),
        ("4B", _) => Slot::One(Field::ExpiresAt),
        ("4C", Scheme::Eu) => Slot::One(Field::IssuingAuthority),
        ("4D", _) if aamva => Slot::One(Field::DocumentNumber),
        ("4D", _) => Slot::One(Field::NationalId),
        ("5", _) if aamva => Slot::One(Field::RefNumber),
        ("5", _) => Slot::One(Field::DocumentNumber),
        ("8", _) => Slot::Address,
        ("9", _) => Slot::One(Field::Class),
        ("9A", Scheme::Aamva) => Slot::One(Field::Mentions),
        ("12", _) => Slot::One(Field::Restrictions),
        ("15", Scheme::Aamva) => Slot::One(Field::Gender),
        ("16", Scheme::Aamva) => Slot::One(Field::Height),
        ("17", Scheme::Aamva) => Slot::One(Field::Weight),
        ("18", Scheme::Aamva) => Slot::One(Field::EyeColor),
        ("19", Scheme::Aamva) => Slot::One(Field::HairColor),
        ("4C" | "6" | "7" | "10" | "11" | "14", _) => Slot::Other,
        _ => return None,
    })
}

/// Every label in words, in key form. Built once.
pub(crate) fn labels() -> &'static [Label] {
    static LABELS: std::sync::OnceLock<Vec<Label>> = std::sync::OnceLock::new();
    LABELS.get_or_init(|| {
        let groups = GROUPS
            .iter()
            .flat_map(|&(slot, words)| words.split('|').map(move |word| (slot, word.trim())));
        let mut labels: Vec<Label> = groups
            .map(|(slot, word)| {
                let (word, weight) = match word.strip_suffix('?') {
                    Some(word) => (word, 0.6),
                    None => (word, 1.0),
                };
                let one_word = !word.contains(' ');
                let plain = word.chars().all(|c| c.is_alphanumeric() || c == ' ');
                Label { key: folded(word), slot, weight, one_word, plain }
            })
            .collect();
        // Longest first: `DATEOFBIRTH` before `DATE`.
        labels.sort_by(|a, b| (b.key.len(), &a.key).cmp(&(a.key.len(), &b.key)));
        labels
    })
}

/// Labels by what they say, separated by `|`; those that end in `?` say it less surely. English,
/// French, German, Spanish, Italian, Portuguese, Dutch; AAMVA abbreviations; ICAO Doc 9303 Part 3.
#[rustfmt::skip]
const GROUPS: &[(Slot, &str)] = &[
    (Slot::One(Field::LastName), "Surname|Surnames|Surname(s)|Last name|Family name|Primary identifier|LN|\
        LNAME|Last|Nom|Noms|Nom de famille|Nom(s)|Nom d'usage?|Nachname|Familienname|Apellido|Apellidos|\
        Primer apellido|1er apellido|Cognome|Cognomi|Apelido|Apelidos|Sobrenome|Achternaam|Geslachtsnaam|Naam?"),
    (Slot::One(Field::FirstName), "Given names|Given name|Given name(s)|First name|First names|First name(s)|\
        Forename|Forenames|Forename(s)|Secondary identifier|Other names|FN|FNAME|First|Given|Prénom|Prénoms|Prénom(s)|\
        Vorname|Vornamen|Nombre|Nombres|Nombre(s)|Nome?|Nomi|Nome proprio|Nome(s) próprio(s)|Nomes próprios|\
        Voornaam|Voornamen|Prenume"),
    (Slot::One(Field::MiddleName), "Middle name|Middle names|Middle initial|Middle|MN|MI?|Deuxième prénom|\
        Segundo nombre"),
    (Slot::One(Field::NameSuffix), "Suffix|SUF|Name suffix"),
    (Slot::FullName, "Name|Full name|Name of holder|Nom et prénom|Nom et prénoms|Nom, prénom|Nom/prénom|Name und Vorname|\
        Name, Vorname|Name and surname|Nombre y apellidos|Apellidos y nombre|Apellidos y nombres|Nombre completo|\
        Cognome e nome|Nome e cognome|Nome completo|Nome e apelido|Naam en voornamen|Holder"),
    (Slot::One(Field::BirthDate), "Date of birth|Birth date|Birthdate|Born|DOB|D.O.B.|Birth?|Date de naissance|\
        Né(e) le|Né le|Née le|Naissance|DDN|Geburtsdatum|Geburtstag|Geboren am|Geb.-Datum|Geb. am|\
        Fecha de nacimiento|F. nacimiento|Fecha nacimiento|Fec. nac.|Nacimiento|Data di nascita|Nato il|Nata il|\
        Nato/a il|Nascita|Data de nascimento|Data nascimento|Nascimento|Geboortedatum|Geboren op|Geboren|\
        Date de naiss.|Date of birth (DOB)|Birth day|Luogo e data di nascita|Place and date of birth|Date and place of birth|Data e luogo di nascita|Date et lieu de naissance|Né(e) le / à|Geburtsdatum und -ort|Geburtstag und -ort|\
        Fecha y lugar de nacimiento|Lugar y fecha de nacimiento|Geboortedatum en -plaats|Geboorteplaats en -datum|Data e local de nascimento|Lieu et date de naissance"),
    (Slot::One(Field::IssuedAt), "Date of issue|Issue date|Issued|Issued on|Date issued|ISS|ISSD|ISSUE|\
        Date de délivrance|Délivré le|Délivrée le|Délivrance?|Date d'émission|Fait le|Ausstellungsdatum|\
        Ausgestellt am|Ausstellungstag|Datum|Fecha de expedición|Expedido el|Fecha de emisión|Emisión|Expedición|\
        F. expedición|Data di rilascio|Rilasciata il|Rilasciato il|Rilascio|Emissione|Data di emissione|\
        Data de emissão|Emitido em|Data emissão|Datum van afgifte|Afgiftedatum|Afgegeven op|Datum afgifte|DÉL"),
    (Slot::One(Field::ExpiresAt), "Date of expiry|Expiry date|Expiration date|Date of expiration|Expires|Expires on|\
        Expiry|Expiration|EXP|EXPR|Valid until|Valid thru|Valid to|Good thru|Date d'expiration|Expire le|\
        Valable jusqu'au|Valable jusqu'à|Fin de validité|Gültig bis|Ablaufdatum|Gültigkeit bis|Válido hasta|\
        Fecha de caducidad|Fecha de vencimiento|Caducidad|Vencimiento|Vence|Validez|Fecha de expiración|Valido hasta|Válida hasta|\
        Data di scadenza|Scadenza|Valida fino al|Valido fino al|Data de validade|Válido até|Validade|Válida até|\
        Data de expiração|Caducidade|Geldig tot|Verloopdatum|Geldig tot en met|Vervaldatum|Date d'exp.|EXPIRY DATE"),
    (Slot::One(Field::DocumentNumber), "DL|DLN|DL No|DL No.|DL#|DL Number|LIC#|LIC No|LIC. NO.|LIC|License No|\
        Licence No|License Number|Licence Number|Driver license no|Driver license number|\
        Driver's license no|Driver's licence number|Operator license no|Operator no|ID|ID#|IDN|ID No|ID Number|ID card no|CARD NO|\
        Card number|Customer No|Customer identifier|CUST ID|Number?|NO?|NUM|Numéro|N°|Nr.|\
        Document No|Document number|Doc. No|Passport No|Passport number|Passport card no|Identity card no|Identity card number|Reference number|\
        N° du document|Numéro du document|N° document|N° de passeport|Numéro de passeport|Passeport n°|N° de permis|N° permis|\
        Numéro de permis|Carte n°|N° de carte|Permis n°|Carte nationale d'identité n°|N° carte|\
        Ausweisnummer|Ausweis-Nr.|Passnummer|Pass-Nr.|Reisepass-Nr.|Führerscheinnummer|Führerschein-Nr.|Dokumentennummer|Karten-Nr.|Kartennummer|\
        Número de documento|Núm. de documento|N° de documento|Núm. soporte|Num soport|Número de soporte|IDESP|Pasaporte N°|Número de pasaporte|\
        Número de licencia|No. de licencia|Licencia No|Permiso n°|\
        Numero documento|N. documento|Numero del documento|Passaporto n.|Numero passaporto|N. patente|Numero patente|Patente n.|Numero carta|\
        Número do documento|N.º do documento|N° documento|Passaporte n.º|Número de passaporte|N° de passaporte|Carta n.º|N.º da carta|\
        Documentnummer|Paspoortnummer|Rijbewijsnummer|Document nr.|Nr. document|Kaartnummer|Paspoort nr."),
    (Slot::One(Field::RefNumber), "DD|DD No|Document discriminator|DCF|Audit No|Audit number|Inventory control|Réf.|Ref|REF#|N° de réf.|\
        N° de référence|No de référence|Réf"),
    (Slot::Address, "Address|ADDR|ADD|Residence|Permanent address|Home address|Street address|Adresse|Domicile|Résidence|Anschrift|Wohnort|\
        Dirección|Domicilio|Residencia|Indirizzo|Residenza|Indirizzo di residenza|Morada|Endereço|Residência|Adres|Woonplaats|Woonadres"),
    (Slot::One(Field::City), "City|Ville|Stadt|Ciudad|Città|Cidade|Stad|Municipio|Comune di residenza|Localidad"),
    (Slot::One(Field::State), "State|Province|Estado?|Provincia|Province/State"),
    (Slot::One(Field::PostalCode), "Zip|Zip code|Postal code|Postcode|Code postal|PLZ|Postleitzahl|Código postal|C.P.|CAP|CEP"),
    (Slot::One(Field::Gender), "Sex|Gender|Sexe|Genre|Geschlecht|Sexo|Género|Sesso|Genere|Geslacht|M/F"),
    (Slot::One(Field::Height), "Height|HGT|HT|Hauteur|Taille|Größe|Groesse|Körpergröße|Talla|Estatura|Altura|Altezza|Statura|Lengte|Colour height?"),
    (Slot::One(Field::Weight), "Weight|WGT|WT|Poids|Gewicht|Peso"),
    (Slot::One(Field::EyeColor), "Eyes|Eye|EYE COLOR|Eye colour|Colour of eyes|Color of eyes|Couleur des yeux|Yeux|Augenfarbe|Augen|Farbe der Augen|\
        Color de ojos|Ojos|Color de los ojos|Occhi|Colore degli occhi|Cor dos olhos|Olhos|Kleur ogen|Ogen|Kleur van de ogen"),
    (Slot::One(Field::HairColor), "Hair|Hair color|Hair colour|Cheveux|Couleur des cheveux|Haarfarbe|Haare|Color de pelo|Pelo|Cabello|Capelli|Cabelo|Haar"),
    (Slot::One(Field::Class), "Class|CLS|CL?|Classe|Klasse|Klassen|Clase|Category|Categories|Catégorie|Catégories|Categoría|Categoria|Categorie|Veh. class|\
        Lic class|Type?"),
    (Slot::One(Field::Mentions), "END|ENDR|ENDORS|Endorsements|Endorsement|Mentions|Endosos"),
    (Slot::One(Field::Restrictions), "REST|RESTR|RSTR|RES|Restrictions|Restriction|Conditions|COND|Restricciones|Restrições|Restrizioni|Beperkingen|Auflagen|Beschränkungen"),
    (Slot::One(Field::Nationality), "Nationality|Citizenship|Nationalité|Staatsangehörigkeit|Nacionalidad|Cittadinanza|Nazionalità|Nacionalidade|Nationaliteit"),
    (Slot::One(Field::NationalId), "Personal No|Personal number|Personal No.|National ID|National ID No|National number|N° personnel|Numéro personnel|\
        Identification number|Identity number|N° national|Personalnummer|Persönliche Nummer|AHV-Nr.|DNI|DNI Núm.|DNI No.|N° DNI|NIE|NIF|\
        Número personal|CURP|Codice fiscale|Número pessoal|N.º ID civil|N.º de identificação civil|CPF|BSN|Persoonsnummer|Burgerservicenummer|PESEL|\
        Personal ID|Personal ID No|Personal code|Rijksregisternummer|Numéro national|N° registre national|Social insurance no|Personal identification number"),
    (Slot::One(Field::IssuingAuthority), "Authority|Issuing authority|Issued by|Issuing office|Autorité|Autorité de délivrance|Délivré par|Behörde|\
        Ausstellende Behörde|Ausgestellt von|Ausstellungsbehörde|Autoridad|Autoridad expedidora|Autoridad emisora|Expedido por|Autorità|Rilasciata da|Rilasciato da|\
        Autorità emittente|Autoridade|Entidade emissora|Emitido por|Autoridade emissora|Autoriteit|Afgegeven door|Instantie|Authority code?"),
    (Slot::One(Field::PlaceOfBirth), "Place of birth|Birthplace|Lieu de naissance|Né(e) à|Né à|Née à|Geburtsort|Lugar de nacimiento|\
        Luogo di nascita|Comune di nascita|Nato a|Nata a|Local de nascimento|Naturalidade|Geboorteplaats|Place/country of birth?|\
        Luogo e data di nascita|Place and date of birth|Date and place of birth|Data e luogo di nascita|Date et lieu de naissance|Né(e) le / à|Geburtsdatum und -ort|Geburtstag und -ort|\
        Fecha y lugar de nacimiento|Lugar y fecha de nacimiento|Geboortedatum en -plaats|Geboorteplaats en -datum|Data e local de nascimento|Lieu et date de naissance"),
    (Slot::One(Field::IssuingCountry), "Code|Country code|Code of issuing state|Code du pays|Issuing country|Country|Issuing state|Code de l'état|Land|Pays|\
        Código|País|Código del país|Codice|Codice paese|Stato emittente|Paese|Código do país|Landcode|State code?|Code état émetteur|Kode"),
    (Slot::Other, "Signature|Signature of holder|Holder's signature|Signature of bearer|Signature du titulaire|Unterschrift|Unterschrift des Inhabers|\
        Firma|Firma del titular|Firma del titolare|Assinatura|Handtekening|Sign|Donor|Organ donor|Veteran|CDL|REV|Rev. date|\
        Replaced|Duplicate|DUPS|Previous type|Observations|Remarks|Remarques|Bemerkungen|Observaciones|Annotazioni|\
        Observações|Opmerkingen|Blood type|Blood group|Occupation|Profession|Tipo|Typ|Type/Type|Soort|Issuing post|\
        Father's name|Mother's name|Spouse|Filiation|Hijo de|Hijo/a de|Filiação|Place of issue|Lieu de délivrance|Ausstellungsort|Lugar de expedición|\
        Place of issuance|Luogo di rilascio|Local de emissão|Birth name|Nom de naissance|Geburtsname|Ordens-/Künstlername|Religious name or pseudonym|\
        Nom de religion ou pseudonyme|Doktorgrad|Equipo|CAN|Zugangsnummer|Access number|Signature/Firma|Valid from|Card access number|Endorsements page|\
        Nom d'épouse|Second surname|Segundo apellido|2do apellido|Sponsor|Status|Restricted license"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_key() {
        assert!(labels().len() > 350);
        assert!(
            labels().iter().all(|l| l.key.len() >= 2),
            "a label of one letter would be anywhere"
        );
    }

    #[test]
    fn standards_differ() {
        assert_eq!(numbered("4D", Scheme::Aamva), Some(Slot::One(Field::DocumentNumber)));
        assert_eq!(numbered("5", Scheme::Eu), Some(Slot::One(Field::DocumentNumber)));
        assert_eq!(numbered("5", Scheme::Aamva), Some(Slot::One(Field::RefNumber)));
        assert_eq!(numbered("15", Scheme::Eu), None);
        assert_eq!(numbered("1", Scheme::None), None);
    }
}
