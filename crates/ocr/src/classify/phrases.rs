//! Phrases that name a document type, in the languages of documents.

use bonafide_types::DocumentType;

use crate::fold::folded;

/// A phrase with its spaces, what it names, its language.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// As printed, accents and all.
    pub(crate) text: &'static str,
    /// Capital ASCII letters.
    pub(crate) key: String,
    /// What it names.
    pub(crate) names: DocumentType,
    /// ISO 639-1.
    pub(crate) language: &'static str,
}

/// Every phrase, the longest first. Built once.
pub(crate) fn phrases() -> &'static [Phrase] {
    static PHRASES: std::sync::OnceLock<Vec<Phrase>> = std::sync::OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut phrases: Vec<Phrase> = TABLE
            .iter()
            .flat_map(|&(names, language, texts)| {
                texts.split('|').map(move |text| Phrase {
                    text,
                    key: folded(text),
                    names,
                    language,
                })
            })
            .collect();
        phrases.sort_by(|a, b| (b.key.len(), &a.key).cmp(&(a.key.len(), &b.key)));
        phrases
    })
}

use DocumentType::{DriverLicense, IdentificationCard, Passport, PassportCard};

#[rustfmt::skip]
const TABLE: &[(DocumentType, &str, &str)] = &[
    (DriverLicense, "en", "DRIVER LICENSE|DRIVER'S LICENSE|DRIVERS LICENCE|DRIVER LICENCE|DRIVING LICENCE|DRIVING LICENSE|OPERATOR LICENSE|\
OPERATOR'S LICENSE|COMMERCIAL DRIVER LICENSE|COMMERCIAL DRIVER'S LICENSE|ENHANCED DRIVER LICENSE|ENHANCED DRIVER'S LICENCE|\
PROVISIONAL DRIVER LICENSE|JUNIOR DRIVER LICENSE|PROBATIONARY DRIVER LICENSE|CHAUFFEUR LICENSE|LEARNER PERMIT|LEARNER'S PERMIT|INSTRUCTION PERMIT|\
LEARNER'S LICENCE|DRIVER PERMIT|DRIVER'S LICENSE/PERMIS DE CONDUIRE|AUTO DRIVER LICENSE"),
    (DriverLicense, "fr", "PERMIS DE CONDUIRE"),
    (DriverLicense, "de", "FÜHRERSCHEIN|FÜHRERAUSWEIS"),
    (DriverLicense, "es", "PERMISO DE CONDUCCIÓN|PERMISO DE CONDUCIR|LICENCIA DE CONDUCIR|LICENCIA PARA CONDUCIR|LICENCIA DE CONDUCCIÓN|LICENCIA DE MANEJO"),
    (DriverLicense, "it", "PATENTE DI GUIDA|LICENZA DI CONDURRE"),
    (DriverLicense, "pt", "CARTA DE CONDUÇÃO|CARTEIRA NACIONAL DE HABILITAÇÃO|CARTEIRA DE MOTORISTA"),
    (DriverLicense, "nl", "RIJBEWIJS"),
    (DriverLicense, "da", "KØREKORT"), (DriverLicense, "sv", "KÖRKORT"), (DriverLicense, "no", "FØRERKORT"), (DriverLicense, "fi", "AJOKORTTI"),
    (DriverLicense, "pl", "PRAWO JAZDY"), (DriverLicense, "cs", "ŘIDIČSKÝ PRŮKAZ"), (DriverLicense, "sk", "VODIČSKÝ PREUKAZ"),
    (DriverLicense, "hu", "VEZETŐI ENGEDÉLY"), (DriverLicense, "ro", "PERMIS DE CONDUCERE"), (DriverLicense, "hr", "VOZAČKA DOZVOLA"),
    (DriverLicense, "sl", "VOZNIŠKO DOVOLJENJE"), (DriverLicense, "et", "JUHILUBA"), (DriverLicense, "lv", "VADĪTĀJA APLIECĪBA"),
    (DriverLicense, "lt", "VAIRUOTOJO PAŽYMĖJIMAS"), (DriverLicense, "tr", "SÜRÜCÜ BELGESİ"),
    (IdentificationCard, "en", "IDENTIFICATION CARD|IDENTITY CARD|NATIONAL IDENTITY CARD|STATE IDENTIFICATION CARD|ID CARD|PERSONAL ID CARD|STATE ID CARD|PHOTO ID CARD|\
NON-DRIVER ID|NON-DRIVER IDENTIFICATION CARD|NON DRIVER IDENTIFICATION|NATIONAL ID CARD|PHOTO CARD|ENHANCED IDENTIFICATION CARD|STATE ID|PERSONAL IDENTIFICATION CARD|CITIZEN CARD"),
    (IdentificationCard, "fr", "CARTE NATIONALE D'IDENTITÉ|CARTE D'IDENTITÉ"),
    (IdentificationCard, "de", "PERSONALAUSWEIS|IDENTITÄTSKARTE"),
    (IdentificationCard, "es", "DOCUMENTO NACIONAL DE IDENTIDAD|CÉDULA DE CIUDADANÍA|CÉDULA DE IDENTIDAD|CARNÉ DE IDENTIDAD|CREDENCIAL PARA VOTAR|TARJETA DE IDENTIDAD"),
    (IdentificationCard, "it", "CARTA D'IDENTITÀ|CARTA DI IDENTITÀ"),
    (IdentificationCard, "pt", "CARTÃO DE CIDADÃO|BILHETE DE IDENTIDADE|CARTEIRA DE IDENTIDADE|REGISTRO GERAL"),
    (IdentificationCard, "nl", "IDENTITEITSKAART|NEDERLANDSE IDENTITEITSKAART"),
    (IdentificationCard, "da", "IDENTITETSKORT"), (IdentificationCard, "sv", "NATIONELLT IDENTITETSKORT|IDENTITETSKORT"), (IdentificationCard, "fi", "HENKILÖKORTTI"),
    (IdentificationCard, "pl", "DOWÓD OSOBISTY"), (IdentificationCard, "cs", "OBČANSKÝ PRŮKAZ"), (IdentificationCard, "sk", "OBČIANSKY PREUKAZ"),
    (IdentificationCard, "hu", "SZEMÉLYAZONOSÍTÓ IGAZOLVÁNY|SZEMÉLYI IGAZOLVÁNY"), (IdentificationCard, "ro", "CARTE DE IDENTITATE"),
    (IdentificationCard, "hr", "OSOBNA ISKAZNICA"), (IdentificationCard, "sl", "OSEBNA IZKAZNICA"), (IdentificationCard, "sr", "LIČNA KARTA"),
    (IdentificationCard, "et", "ISIKUTUNNISTUS"), (IdentificationCard, "lv", "PERSONAS APLIECĪBA"), (IdentificationCard, "lt", "ASMENS TAPATYBĖS KORTELĖ"),
    (IdentificationCard, "tr", "KİMLİK KARTI"),
    (Passport, "en", "PASSPORT"), (Passport, "fr", "PASSEPORT"), (Passport, "de", "REISEPASS"), (Passport, "es", "PASAPORTE"),
    (Passport, "it", "PASSAPORTO"), (Passport, "pt", "PASSAPORTE"), (Passport, "nl", "PASPOORT"), (Passport, "pl", "PASZPORT"),
    (Passport, "cs", "CESTOVNÍ PAS"), (Passport, "sk", "CESTOVNÝ PAS"), (Passport, "hu", "ÚTLEVÉL"), (Passport, "ro", "PAŞAPORT"),
    (Passport, "hr", "PUTOVNICA"), (Passport, "sl", "POTNI LIST"), (Passport, "lt", "PASAS PASSPORT"), (Passport, "tr", "PASAPORT"), (Passport, "is", "VEGABRÉF"),
    (PassportCard, "en", "PASSPORT CARD|UNITED STATES PASSPORT CARD"), (PassportCard, "fr", "CARTE PASSEPORT"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_long_enough_to_stand_for_something() {
        assert!(phrases().iter().all(|p| p.key.len() >= 6));
    }
}
