//! The rows of `summary.csv` as Apache Parquet, for those who analyse many runs. A feature of the build,
//! `parquet`, because few want what it brings along.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType};
use parquet::errors::Result;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use crate::output::Row;

const SCHEMA: &str = "message summary {
    REQUIRED BYTE_ARRAY session_id (UTF8);
    REQUIRED BYTE_ARRAY action (UTF8);
    REQUIRED BYTE_ARRAY rule (UTF8);
    OPTIONAL DOUBLE score;
    REQUIRED DOUBLE coverage;
    REQUIRED BOOLEAN simulated;
    REQUIRED BYTE_ARRAY document_type (UTF8);
    REQUIRED BYTE_ARRAY error (UTF8);
    REQUIRED BYTE_ARRAY result_hash (UTF8);
    REQUIRED BYTE_ARRAY reuse (UTF8);
}";

/// Writes the rows in one group, columns named and ordered as in `summary.csv`.
pub(crate) fn write(rows: &[Row], out: impl Write + Send) -> io::Result<()> {
    written(rows, out).map_err(io::Error::other)
}

fn written(rows: &[Row], out: impl Write + Send) -> Result<()> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::default())?;
    let mut group = file.next_row_group()?;
    let texts = |of: fn(&Row) -> &str| -> Vec<ByteArray> {
        rows.iter().map(|row| ByteArray::from(of(row))).collect()
    };
    let scores: Vec<f64> = rows.iter().filter_map(|row| row.score).collect();
    let is_there: Vec<i16> = rows.iter().map(|row| i16::from(row.score.is_some())).collect();
    let coverage: Vec<f64> = rows.iter().map(|row| row.coverage).collect();
    let simulated: Vec<bool> = rows.iter().map(|row| row.simulated).collect();
    let mut index = 0;
    while let Some(mut column) = group.next_column()? {
        match index {
            0 => put::<ByteArrayType>(&mut column, &texts(|row| &row.session_id), None)?,
            1 => put::<ByteArrayType>(&mut column, &texts(|row| row.action), None)?,
            2 => put::<ByteArrayType>(&mut column, &texts(|row| &row.rule), None)?,
            3 => put::<DoubleType>(&mut column, &scores, Some(&is_there))?,
            4 => put::<DoubleType>(&mut column, &coverage, None)?,
            5 => put::<BoolType>(&mut column, &simulated, None)?,
            6 => put::<ByteArrayType>(&mut column, &texts(|row| row.document_type), None)?,
            7 => put::<ByteArrayType>(&mut column, &texts(|row| &row.error), None)?,
            8 => put::<ByteArrayType>(&mut column, &texts(|row| &row.result_hash), None)?,
            _ => put::<ByteArrayType>(&mut column, &texts(|row| &row.reuse), None)?,
        }
        column.close()?;
        index += 1;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

/// Fills a column; `is_there` says for each row whether it has one of the values.
fn put<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    is_there: Option<&[i16]>,
) -> Result<()> {
    column.typed::<T>().write_batch(values, is_there, None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

    #[test]
    fn rows_come_back() {
        let row = |id: &str, score| Row {
            session_id: id.to_owned(),
            action: "PASS",
            rule: "score".to_owned(),
            score,
            coverage: 0.75,
            simulated: true,
            document_type: "passport",
            error: String::new(),
            result_hash: "sha256:00".to_owned(),
            reuse: String::new(),
        };
        let mut file = tempfile::tempfile().unwrap();
        write(&[row("a", Some(0.5)), row("b", None)], &mut file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].get_string(0).unwrap(), "b");
        assert!(
            (rows[0].get_double(3).unwrap() - 0.5).abs() < 1e-12 && rows[1].get_double(3).is_err()
        );
        assert!(rows[0].get_bool(5).unwrap());
        assert_eq!(rows[0].get_string(6).unwrap(), "passport");
    }
}
