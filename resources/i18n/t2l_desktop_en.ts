<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
  <context>
    <name>ExportMenu</name>
    <message numerus="yes">
      <source>%n skills were exported to {path}.</source>
      <translation>
        <numerusform>%n skill was exported to {path}.</numerusform>
        <numerusform>%n skills were exported to {path}.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>MessageView</name>
    <message numerus="yes">
      <source>The model could not read the first %n messages any more.</source>
      <translation>
        <numerusform>The model could not read the first message any more.</numerusform>
        <numerusform>The model could not read the first %n messages any more.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>SheetRows</name>
    <message numerus="yes">
      <source>%n rows were removed.</source>
      <translation>
        <numerusform>A row was removed.</numerusform>
        <numerusform>%n rows were removed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>SheetScores</name>
    <message numerus="yes">
      <source>Not finished: %n inputs are not answered yet.</source>
      <translation>
        <numerusform>Not finished: one input is not answered yet.</numerusform>
        <numerusform>Not finished: %n inputs are not answered yet.</numerusform>
      </translation>
    </message>
  </context>
</TS>
